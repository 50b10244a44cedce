// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";
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
  const task = useTask();
  const looked = useLookedAt<ResponseJson, ResponseDeed>(response);
  const { deed: asked, text, ask } = looked;
  const isDeciding = asked !== null;
  // Who has closed this does not decide on it any more, as others are told; who is back with what was begun does.
  useEffect(() => {
    if (!isDeciding) return;
    deciding.set(response.id);
    return () => {
      if (deciding.get() === response.id) deciding.set(null);
    };
  }, [response.id, isDeciding]);
  const begin = (deed: ResponseDeed): void => {
    ask(deed);
    looked.begin(response);
  };
  const cancel = (): void => {
    ask(null);
    task.clear();
  };
  const run = async (deed: ResponseDeed): Promise<void> => {
    const went = await task.run(() => room.decide(looked.at, deed, text));
    looked.begin(room.response(response.id) ?? response);
    if (!went) return;
    looked.write("");
    cancel();
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
          grabs={looked.isFresh}
          onText={looked.write}
          onConfirm={() => void run(asked)}
          onCancel={cancel}
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
                onClick={() => begin(deed)}
              >
                {t.decisions[deed]}
              </Button>
            ))}
            {asked === null ? null : <Button onClick={cancel}>{t.cancel}</Button>}
          </div>
        </>
      )}
    </div>
  );
}
