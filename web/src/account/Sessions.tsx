// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { identityApi } from "../identity/api";
import { refresh } from "../identity/identity";
import type { OpenSession } from "../identity/types";
import { useWords } from "../identity/words";
import { useFetched } from "../state/useFetched";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { useTask } from "../ui/useTask";
import { deviceOf } from "./device";
import styles from "./Page.module.css";

function Row({ session, onEnd }: { session: OpenSession; onEnd(): void }) {
  const { t, f } = useWords();
  const device = deviceOf(session.userAgent);
  const since = t.account.since(f.dateTime(Date.parse(session.createdAt)));
  return (
    <li>
      <p>
        <strong>{device}</strong>
        {session.isCurrent ? <span className={styles.tag}>{t.account.thisSession}</span> : null}
        <br />
        <span className={styles.subtle}>
          {since}, {t.account.used(f.dateTime(Date.parse(session.lastUsedAt)))},{" "}
          {t.account.until(f.dateTime(Date.parse(session.expiresAt)))}
        </span>
      </p>
      <Button aria-label={t.account.endOf(`${device}, ${since}`)} onClick={onEnd}>
        {t.account.end}
      </Button>
    </li>
  );
}

/** Every place where this account is signed in, each to be ended from here. */
export function Sessions() {
  const { t } = useWords();
  const [generation, setGeneration] = useState(0);
  const open = useFetched(`sessions/${generation}`, () => identityApi.sessions());
  const task = useTask();
  const then = (work: () => Promise<unknown>): void => {
    void task.run(async () => {
      await work();
      await refresh();
      setGeneration((n) => n + 1);
    });
  };
  return (
    <section className={styles.block} aria-labelledby="sessions-heading">
      <div className={`${styles.row} ${styles.spread}`}>
        <h2 id="sessions-heading">{t.account.sessions}</h2>
        <Button disabled={task.busy} onClick={() => then(identityApi.endAllSessions)}>
          {t.account.endAll}
        </Button>
      </div>
      <Fault reason={task.fault} />
      <ul className={styles.list}>
        {(open.value?.sessions ?? []).map((session) => (
          <Row
            key={session.id}
            session={session}
            onEnd={() => then(() => identityApi.endSession(session.id))}
          />
        ))}
      </ul>
    </section>
  );
}
