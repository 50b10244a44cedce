// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import type { ResponseJson, TaskJson, TaskState } from "../../api/room";
import { permitted, who } from "../../identity/identity";
import { useParty } from "../../room/useParty";
import { useRoom } from "../../room/useRoom";
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
  const { t, f, language } = useWords();
  const room = useRoom();
  const party = useParty();
  const account = useStore(who)?.account;
  const may = useStore(permitted);
  const isLive = useStore(useSession().status, ({ kind }) => kind !== "not-live");
  const work = useTask();
  const [declining, decline] = useState(false);
  const [text, setText] = useState("");
  const isMine = account?.party === task.party || (account?.roles.includes("duty-officer") ?? false);
  const next = may.has("respond") && isMine ? (NEXT[task.state] ?? []) : [];
  const last = task.steps.at(-1);
  const change = async (state: TaskState): Promise<void> => {
    if (!(await work.run(() => room.changeTask(task, state, text)))) return;
    decline(false);
    setText("");
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
        {t.due(f.time(Date.parse(task.dueAt)))}
        {last && last.state !== "open"
          ? ` · ${t.taskBy(t.taskStates[last.state as TaskState] ?? last.state, last.byName, f.time(Date.parse(last.at)))}`
          : ""}
        {last?.because ? ` “${last.because}”` : ""}
      </p>
      {declining ? (
        <ReasonForm
          label={t.declineWhy}
          confirm={t.taskDeeds.declined}
          needed
          busy={work.busy}
          disabled={!isLive}
          text={text}
          onText={setText}
          onConfirm={() => void change("declined")}
          onCancel={() => decline(false)}
        />
      ) : next.length > 0 ? (
        <div className={styles.buttons}>
          {next.map((state) => (
            <Button
              key={state}
              look="small"
              disabled={work.busy || !isLive}
              onClick={() => (state === "declined" ? decline(true) : void change(state))}
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
