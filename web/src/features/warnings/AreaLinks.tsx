// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useNames } from "../sources/useNames";
import styles from "./WarningCard.module.css";

const SHOWN = 5;

/** The areas that something is about, each the way to it on the map and beside it. */
export function AreaLinks({ ids }: { ids: readonly string[] }) {
  const { t, f } = useWords();
  const session = useSession();
  const say = useNames();
  const rest = ids.slice(SHOWN);
  return (
    <span className={styles.areas}>
      {ids.slice(0, SHOWN).map((id) => (
        <button key={id} type="button" className={styles.area} onClick={() => session.select(id)}>
          {session.statics.area.get(id)?.name ?? id}
        </button>
      ))}
      {rest.length > 0 ? <span title={say(rest)}>{t.andMore(f.number(rest.length))}</span> : null}
    </span>
  );
}
