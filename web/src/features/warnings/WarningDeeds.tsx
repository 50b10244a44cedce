// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useRef } from "react";
import type { WarningDeed, WarningJson } from "../../api/room";
import { permitted } from "../../identity/identity";
import { isFirst, useLookedAt } from "../../room/lookedAt";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { useTask } from "../../ui/useTask";
import { ReasonForm } from "./ReasonForm";
import styles from "./WarningCard.module.css";
import { WasFirst } from "./WasFirst";

const ORDER: readonly WarningDeed[] = ["see", "handle", "close", "deny", "take-up"];

/** Whether a deed must say why: what is taken back or denied, and closing what nobody handled. */
const needsNote = (deed: WarningDeed, { state }: WarningJson): boolean =>
  deed === "deny" || deed === "take-up" || (deed === "close" && state !== "handled");

interface Props {
  readonly warning: WarningJson;
  /** What was asked by a key; this part does it, or asks for the reason. */
  readonly asked: WarningDeed | null;
  ask(deed: WarningDeed | null): void;
}

/** What can be done about a warning: at once, or after a reason. When somebody was first, it says who, and nothing is lost. */
export function WarningDeeds({ warning, asked, ask }: Props) {
  const { t } = useWords();
  const room = useRoom();
  const may = useStore(permitted);
  const isLive = useStore(useSession().status, ({ kind }) => kind !== "not-live");
  const task = useTask();
  const looked = useLookedAt<WarningJson, WarningDeed>(warning);
  const { deed: begun, text } = looked;
  const box = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  const atOnce = asked === "see" || asked === "handle";
  const isWriting = begun !== null;
  const run = async (deed: WarningDeed): Promise<void> => {
    const [on, because] = isWriting ? [looked.at, text] : [warning, ""];
    hadFocus.current = !isWriting && (box.current?.contains(document.activeElement) ?? false);
    const went = await task.run(() => room.step(on, deed, because));
    looked.begin(room.warning(warning.id) ?? warning);
    if (!went || !isWriting) return;
    looked.write("");
    looked.ask(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is asked
  useEffect(() => {
    if (!asked) return;
    ask(null);
    if (!atOnce) {
      looked.ask(asked);
      looked.begin(warning);
    } else if (isLive && warning.mayDo.includes(asked) && !task.busy) void run(asked);
  }, [asked, atOnce]);
  const last = warning.steps.at(-1);
  useEffect(() => {
    if (task.busy || !hadFocus.current) return;
    hadFocus.current = false;
    // The button that was pressed is gone: the keyboard stays with this warning.
    if (document.activeElement === document.body)
      box.current?.closest("[data-warning]")?.querySelector<HTMLElement>("[data-card]")?.focus();
  }, [task.busy]);
  if (warning.mayDo.length === 0 && !isWriting) {
    if (!may.has("respond") && warning.isOpen) return <p className={styles.small}>{t.onlyLook}</p>;
    return null;
  }
  return (
    <div ref={box} className={styles.deeds}>
      {begun !== null && !warning.mayDo.includes(begun) ? (
        <div className={styles.buttons}>
          {text ? <p>“{text}”</p> : null}
          <Button onClick={() => looked.ask(null)}>{t.cancel}</Button>
        </div>
      ) : begun !== null ? (
        <ReasonForm
          label={t.reasonFor[begun]}
          confirm={t.deeds[begun]}
          needed={needsNote(begun, warning)}
          busy={task.busy}
          disabled={!isLive}
          text={text}
          grabs={looked.isFresh}
          onText={looked.write}
          onConfirm={() => void run(begun)}
          onCancel={() => {
            task.clear();
            looked.ask(null);
          }}
        />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a row of buttons has no element of its own
        <div className={styles.buttons} role="group" aria-label={t.actions}>
          {ORDER.filter((deed) => warning.mayDo.includes(deed)).map((deed, i) => (
            <Button
              key={deed}
              look={i === 0 ? "primary" : "plain"}
              disabled={task.busy || !isLive}
              aria-keyshortcuts={String(ORDER.indexOf(deed) + 1)}
              onClick={() => ask(deed)}
            >
              {t.deeds[deed]}
              <span className={styles.key} aria-hidden="true">
                {ORDER.indexOf(deed) + 1}
              </span>
            </Button>
          ))}
        </div>
      )}
      {(isFirst(task.fault) || (isWriting && looked.isOther)) && last ? (
        <WasFirst step={last} did={t.done[last.deed] ?? last.deed} note={last.note} hasText={text !== ""} />
      ) : (
        <Fault reason={task.fault} />
      )}
    </div>
  );
}
