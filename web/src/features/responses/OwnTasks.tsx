// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { who } from "../../identity/identity";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import warnings from "../warnings/WarningsPanel.module.css";
import styles from "./ResponsePanel.module.css";
import { Task } from "./Tasks";

/** What a partner's own party is asked to do: the first thing on its screen. */
export function OwnTasks() {
  const { t } = useWords();
  const party = useStore(who)?.account?.party;
  const tasks = (useStore(useRoom().responses)?.responses ?? [])
    .flatMap((response) => response.tasks)
    .filter((task) => task.party === party && (task.state === "open" || task.state === "acknowledged"));
  return (
    <div className={warnings.part} data-testid="own-tasks">
      <h3 className="overline">{t.ownTasks}</h3>
      {tasks.length === 0 ? <p className={styles.small}>{t.noOwnTasks}</p> : null}
      <ul className={styles.tasks}>
        {tasks.map((task) => (
          <Task key={task.id} task={task} />
        ))}
      </ul>
    </div>
  );
}
