// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useState } from "react";
import type { ResponseDeed, ResponseJson } from "../../api/room";
import { deciding } from "../../room/deciding";
import { isFirst, useLookedAt } from "../../room/lookedAt";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { Notice } from "../../ui/Notice";
import { useTask } from "../../ui/useTask";
import { ReasonForm } from "../warnings/ReasonForm";
import { WasFirst } from "../warnings/WasFirst";
import styles from "./ResponsePanel.module.css";

const ORDER: readonly ResponseDeed[] = ["approve", "begin", "complete", "refuse", "fail", "withdraw"];
const NEED_A_REASON: ReadonlySet<ResponseDeed> = new Set(["refuse", "fail", "withdraw"]);

/** The decision: never kept for later, so that nothing is approved on what was known ten minutes ago. */
export function Decide({ response }: { response: ResponseJson }) {
  const { t } = useWords();
  const room = useRoom();
  const isLive = useStore(useSession().status, ({ kind }) => kind !== "not-live");
  const [asked, setAsked] = useState<ResponseDeed | null>(null);
  const [text, setText] = useState("");
  const task = useTask();
  const looked = useLookedAt(response);
  // Who has closed this does not decide on it any more, as others are told.
  useEffect(
    () => () => {
      if (deciding.get() === response.id) deciding.set(null);
    },
    [response.id],
  );
  const ask = (deed: ResponseDeed | null): void => {
    setAsked(deed);
    deciding.set(deed === null ? null : response.id);
    if (deed === null) task.clear();
    else looked.begin(response);
  };
  const run = async (deed: ResponseDeed): Promise<void> => {
    const went = await task.run(() => room.decide(looked.at, deed, text));
    looked.begin(room.response(response.id) ?? response);
    if (!went) return;
    setText("");
    ask(null);
  };
  const wasFirst = isFirst(task.fault);
  const last = response.steps.at(-1);
  const may = ORDER.filter((deed) => response.mayDo.includes(deed));
  const isOther = asked !== null && looked.isOther;
  if (may.length === 0 && !wasFirst && !isOther) return null;
  const isPossible = asked !== null && may.includes(asked);
  return (
    <div className={styles.decide} data-testid="decide">
      {isLive ? null : (
        <Notice tone="alarm" testId="no-decisions">
          <p>{t.notLive}</p>
        </Notice>
      )}
      {(wasFirst || isOther) && last ? (
        <WasFirst
          step={last}
          did={t.decided[last.deed] ?? last.deed}
          note={last.because}
          hasText={text !== ""}
        />
      ) : (
        <Fault reason={task.fault} />
      )}
      {isPossible && asked ? (
        <ReasonForm
          label={t.because[asked]}
          confirm={t.decisions[asked]}
          needed={NEED_A_REASON.has(asked)}
          busy={task.busy}
          disabled={!isLive || (asked === "approve" && response.conflicts.length > 0)}
          text={text}
          onText={setText}
          onConfirm={() => void run(asked)}
          onCancel={() => ask(null)}
        />
      ) : (
        <>
          {asked !== null && text ? <p>“{text}”</p> : null}
          {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons has no element of its own */}
          <div className={styles.buttons} role="group" aria-label={t.decision}>
            {may.map((deed, i) => (
              <Button
                key={deed}
                look={i === 0 ? "primary" : "plain"}
                disabled={!isLive || task.busy || (deed === "approve" && response.conflicts.length > 0)}
                onClick={() => ask(deed)}
              >
                {t.decisions[deed]}
              </Button>
            ))}
            {asked === null ? null : <Button onClick={() => ask(null)}>{t.cancel}</Button>}
          </div>
        </>
      )}
    </div>
  );
}
