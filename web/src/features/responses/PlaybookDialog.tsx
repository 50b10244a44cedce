// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { roomApi } from "../../api/room";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { SelectField, TextArea } from "../../ui/Field";
import { useTask } from "../../ui/useTask";
import warnings from "../warnings/WarningsPanel.module.css";
import styles from "./ResponsePanel.module.css";

/** Propose a playbook by hand, whether or not anything warns; somebody decides on it as on any other. */
export function PlaybookDialog({ onClose }: { onClose(): void }) {
  const { t, f, language } = useWords();
  const room = useRoom();
  const found = useFetched("playbooks", (signal) => roomApi.playbooks(signal));
  const [id, setId] = useState("");
  const [because, setBecause] = useState("");
  const [tried, setTried] = useState(false);
  const task = useTask();
  const all = found.value ?? [];
  const chosen = all.find((one) => one.id === id) ?? all[0];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!chosen || because.trim() === "") return;
    void task
      .run(() => room.propose(chosen.id, because.trim()))
      .then((went) => {
        if (went) onClose();
      });
  };
  return (
    <Dialog title={t.playbook.title} onClose={onClose} testId="playbook">
      {found.state === "failed" ? <Fault reason={found.reason} /> : null}
      {found.state === "ready" && all.length === 0 ? <p>{t.playbook.none}</p> : null}
      {chosen ? (
        <form className={warnings.form} onSubmit={submit}>
          <SelectField
            label={t.playbook.which}
            value={chosen.id}
            options={all.map((one) => ({
              value: one.id,
              label: language === "nl" ? one.titleNl : one.title,
            }))}
            onChange={(event) => setId(event.target.value)}
          />
          <ul className={styles.brief}>
            {chosen.interventions.map((one) => (
              <li key={one.id}>{language === "nl" ? one.titleNl : one.title}</li>
            ))}
          </ul>
          <p className={styles.small}>{t.ready(f.durationLong(chosen.preparationMin * 60_000))}</p>
          <TextArea
            label={t.playbook.because}
            value={because}
            rows={2}
            maxLength={1900}
            fault={tried && because.trim() === "" ? t.reasonNeeded : null}
            onChange={(event) => setBecause(event.target.value)}
          />
          <Fault reason={task.fault} />
          <div>
            <Button type="submit" look="primary" disabled={task.busy}>
              {task.busy ? t.busy : t.playbook.confirm}
            </Button>
          </div>
        </form>
      ) : null}
    </Dialog>
  );
}
