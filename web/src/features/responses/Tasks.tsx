// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ResponseJson, TaskJson, TaskState } from "../../api/room";
import { permitted, who } from "../../identity/identity";
import { useParty } from "../../room/useParty";
import { useReason } from "../../room/useReason";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { Section } from "../../ui/Section";
import { ToneTag } from "../../ui/ToneTag";
import { useTask } from "../../ui/useTask";
import { ReasonForm } from "../warnings/ReasonForm";
import { TASK_TONES } from "../warnings/tones";
import styles from "./ResponsePanel.module.css";

/** What each party is asked to do for a response, and how far it is. */
export function Tasks({ response }: { response: ResponseJson }) {
  const { t } = useWords();
  return (
    <Section title={t.tasks}>
      <ul className={styles.tasks}>
        {response.tasks.map((task) => (
          <Task key={task.id} task={task} />
        ))}
      </ul>
    </Section>
  );
}

const NEXT: Partial<Record<TaskState, readonly TaskState[]>> = {
  open: ["acknowledged", "done", "declined"],
  acknowledged: ["done", "declined"],
};

export function Task({ task }: { task: TaskJson }) {
  const { t, language } = useWords();
  const when = useWhen();
  const room = useRoom();
  const party = useParty();
  const account = useStore(who)?.account;
  const may = useStore(permitted);
  const isLive = useStore(useSession().status, ({ kind }) => kind !== "not-live");
  const work = useTask();
  const declined = useReason<"declined">(task.id);
  const isMine = account?.party === task.party || (account?.roles.includes("duty-officer") ?? false);
  const next = may.has("respond") && isMine ? (NEXT[task.state] ?? []) : [];
  const last = task.steps.at(-1);
  const change = async (state: TaskState): Promise<void> => {
    if (!(await work.run(() => room.changeTask(task, state, state === "declined" ? declined.text : ""))))
      return;
    declined.ask(null);
    declined.write("");
  };
  return (
    <li className={styles.task} data-task={task.id} data-task-state={task.state}>
      <p>
        <ToneTag tone={TASK_TONES[task.state]} label={t.taskStates[task.state]} />{" "}
        <strong>{party(task.party)}</strong>
        {task.undoes ? ` (${t.undoes})` : ""}
      </p>
      <p>{language === "nl" ? task.textNl : task.text}</p>
      <p className={styles.small}>
        {t.due(when(Date.parse(task.dueAt)))}
        {last && last.state !== "open"
          ? ` · ${t.taskBy(t.taskStates[last.state as TaskState] ?? last.state, last.byName, when(Date.parse(last.at)))}`
          : ""}
        {last?.because ? ` “${last.because}”` : ""}
      </p>
      {declined.deed ? (
        <ReasonForm
          label={t.declineWhy}
          confirm={t.taskDeeds.declined}
          needed
          busy={work.busy}
          disabled={!isLive}
          text={declined.text}
          grabs={declined.isFresh}
          onText={declined.write}
          onConfirm={() => void change("declined")}
          onCancel={() => declined.ask(null)}
        />
      ) : next.length > 0 ? (
        <div className={styles.buttons}>
          {next.map((state) => (
            <Button
              key={state}
              look="small"
              disabled={work.busy || !isLive}
              onClick={() => (state === "declined" ? declined.ask(state) : void change(state))}
            >
              {t.taskDeeds[state as keyof typeof t.taskDeeds]}
            </Button>
          ))}
        </div>
      ) : null}
      <Fault reason={work.fault} />
    </li>
  );
}
