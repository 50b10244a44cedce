// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useRef, useState } from "react";
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
  const [text, setText] = useState("");
  const task = useTask();
  const looked = useLookedAt(warning);
  const box = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  const atOnce = asked === "see" || asked === "handle";
  const isWriting = asked !== null && !atOnce;
  const run = async (deed: WarningDeed): Promise<void> => {
    const on = isWriting ? looked.at : warning;
    hadFocus.current = !isWriting && (box.current?.contains(document.activeElement) ?? false);
    const went = await task.run(() => room.step(on, deed, text));
    looked.begin(room.warning(warning.id) ?? warning);
    if (!went) return;
    setText("");
    ask(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is asked
  useEffect(() => {
    if (!asked) return;
    if (!atOnce) return looked.begin(warning);
    ask(null);
    if (isLive && warning.mayDo.includes(asked) && !task.busy) void run(asked);
  }, [asked, atOnce]);
  const last = warning.steps.at(-1);
  useEffect(() => {
    if (task.busy || !hadFocus.current) return;
    hadFocus.current = false;
    // The button that was pressed is gone: the keyboard stays with this warning.
    if (document.activeElement === document.body)
      box.current?.closest("[data-warning]")?.querySelector<HTMLElement>("[data-card]")?.focus();
  }, [task.busy]);
  useEffect(() => {
    if (!isWriting) return;
    room.writing.set(warning.id);
    return () => room.writing.set(null);
  }, [room, warning.id, isWriting]);
  if (warning.mayDo.length === 0 && !isWriting) {
    if (!may.has("respond") && warning.isOpen) return <p className={styles.small}>{t.onlyLook}</p>;
    return null;
  }
  return (
    <div ref={box} className={styles.deeds}>
      {isWriting && !warning.mayDo.includes(asked) ? (
        <div className={styles.buttons}>
          {text ? <p>“{text}”</p> : null}
          <Button onClick={() => ask(null)}>{t.cancel}</Button>
        </div>
      ) : isWriting ? (
        <ReasonForm
          label={t.reasonFor[asked]}
          confirm={t.deeds[asked]}
          needed={needsNote(asked, warning)}
          busy={task.busy}
          disabled={!isLive}
          text={text}
          onText={setText}
          onConfirm={() => void run(asked)}
          onCancel={() => {
            task.clear();
            ask(null);
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
