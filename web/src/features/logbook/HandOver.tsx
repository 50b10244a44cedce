// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { roomApi } from "../../api/room";
import { who } from "../../identity/identity";
import { useReason } from "../../room/useReason";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { useTask } from "../../ui/useTask";
import cards from "../responses/ResponsePanel.module.css";
import { ReasonForm } from "../warnings/ReasonForm";
import lines from "../warnings/WarningsPanel.module.css";
import styles from "./LogBook.module.css";

/** How the shift before told how it stands, taking over from it, and telling the next one. */
export function HandOver({ revision }: { revision: string }) {
  const { t, f } = useWords();
  const when = useWhen();
  const room = useRoom();
  const isLive = useStore(useSession().status, ({ kind }) => kind !== "not-live");
  const name = useStore(who)?.account?.name;
  const [again, fetchAgain] = useState(0);
  const found = useFetched(`${revision}/${again}`, (signal) => roomApi.handOvers(signal));
  const begun = useReason<"hand-over">("hand-over");
  const task = useTask();
  const latest = found.value?.[0];
  const look = (went: boolean): void => {
    if (!went) return;
    fetchAgain((n) => n + 1);
    room.ask();
  };
  const done = (went: boolean): void => {
    look(went);
    if (!went) return;
    begun.ask(null);
    begun.write("");
  };
  return (
    <div className={lines.part} data-testid="hand-over">
      <h3 className="overline">{t.shift.heading}</h3>
      {latest ? (
        <div className={cards.task}>
          <p className={styles.by}>
            <time dateTime={latest.at}>{f.dateTime(Date.parse(latest.at))}</time>
            <span>{latest.byName}</span>
          </p>
          <p className={styles.text}>{latest.text}</p>
          <p className={styles.small}>
            {t.shift.open(
              f.number(latest.responseIds.length),
              f.number(latest.taskIds.length),
              latest.responseIds.length,
              latest.taskIds.length,
            )}{" "}
            {latest.acceptedAt
              ? t.shift.taken(latest.acceptedByName, when(Date.parse(latest.acceptedAt)))
              : t.shift.waits}
          </p>
          {latest.acceptedAt === null && latest.byName !== name ? (
            <div>
              <Button
                look="primary"
                disabled={task.busy || !isLive}
                onClick={() => void task.run(() => roomApi.accept(latest.id)).then(look)}
              >
                {t.shift.accept}
              </Button>
            </div>
          ) : null}
        </div>
      ) : (
        <p className={styles.small}>{t.shift.none}</p>
      )}
      <Fault reason={task.fault} />
      {begun.deed ? (
        <ReasonForm
          label={t.shift.how}
          confirm={t.shift.confirm}
          needed
          busy={task.busy}
          disabled={!isLive}
          text={begun.text}
          grabs={begun.isFresh}
          onText={begun.write}
          onConfirm={() => void task.run(() => roomApi.handOver(begun.text.trim())).then(done)}
          onCancel={() => begun.ask(null)}
        />
      ) : (
        <div>
          <Button look="small" disabled={!isLive} onClick={() => begun.ask("hand-over")}>
            {t.shift.begin}
          </Button>
        </div>
      )}
    </div>
  );
}
