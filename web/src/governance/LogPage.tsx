// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { Button } from "../ui/Button";
import { ChainState } from "./ChainState";
import { Loaded } from "./parts";
import styles from "./parts.module.css";
import type { Chain } from "./types";
import type { Log } from "./useLog";
import { useWords } from "./words";

interface Props<Page> {
  readonly log: Log<Page>;
  isEmpty(page: Page): boolean;
  /** The records of a page that has some. */
  children(page: Page): ReactNode;
}

/** A page of a log: whether its chain is whole, its records, and the way to those before and after it. */
export function LogPage<Page extends { readonly next: string | null; readonly chain: Chain }>({
  log,
  isEmpty,
  children,
}: Props<Page>) {
  const { t } = useWords();
  return (
    <Loaded fetched={log.fetched}>
      {(page) => {
        const { next, chain } = page;
        const empty = isEmpty(page);
        return (
          <>
            <ChainState chain={chain} />
            {empty ? null : children(page)}
            <p role="status">{empty ? (next ? t.log.goOn : t.log.nothing) : ""}</p>
            <div className={styles.row}>
              {log.isNewest ? null : <Button onClick={log.newest}>← {t.log.newest}</Button>}
              {next ? <Button onClick={() => log.older(next)}>{t.log.older} →</Button> : null}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

/** When something was written down, to the second. */
export function WhenCell({ at }: { at: number }) {
  const { f } = useWords();
  return (
    <td className={styles.nowrap}>
      {f.dateTime(at)}
      <p className={styles.subtle}>{f.timeWithSeconds(at)}</p>
    </td>
  );
}

/** Who did something: the roles in words, and the party and the pseudonym below. */
export function WhoCell({ roles, party, principal }: { roles: string; party: string; principal: string }) {
  const { word } = useWords();
  return (
    <td>
      {roles
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((role) => word("role", role))
        .join(", ")}
      <p className={styles.subtle}>{[party, principal].filter(Boolean).join(" · ")}</p>
    </td>
  );
}
