// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { confirmIdentity } from "../../identity/identity";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { TextArea } from "../../ui/Field";
import { useTask } from "../../ui/useTask";
import { governanceApi } from "../api";
import styles from "../parts.module.css";
import type { Activity } from "../types";
import { useWords } from "../words";

interface Props {
  readonly activity: Activity;
  readonly name: string;
  onDone(activity: Activity): void;
  onClose(): void;
}

/** Stops an activity with a reason, or lets it go on; who does so proves first that it is still them. */
export function StopDialog({ activity, name, onDone, onClose }: Props) {
  const { t } = useWords();
  const [because, setBecause] = useState("");
  const task = useTask();
  const stop = activity.standing.isActive;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void task.run(async () => {
      if (!(await confirmIdentity())) return;
      onDone(
        stop
          ? await governanceApi.withdraw(activity.id, because.trim().replaceAll(/\s+/g, " "))
          : await governanceApi.reinstate(activity.id),
      );
    });
  };
  return (
    <Dialog
      title={stop ? t.activities.withdrawTitle(name) : t.activities.reinstateTitle(name)}
      onClose={onClose}
      testId="stop-dialog"
    >
      <p>{stop ? t.activities.withdrawWhat : t.activities.reinstateWhat}</p>
      <Fault reason={task.fault} />
      <form className={styles.form} onSubmit={submit}>
        {stop ? (
          <TextArea
            label={t.activities.because}
            hint={t.activities.becauseHint}
            required
            maxLength={1000}
            data-autofocus
            value={because}
            onChange={(event) => setBecause(event.target.value)}
          />
        ) : null}
        <div className={styles.row}>
          <Button
            type="submit"
            look={stop ? "plain" : "primary"}
            className={stop ? styles.danger : ""}
            disabled={task.busy}
          >
            {stop ? t.activities.stop : t.activities.resume}
          </Button>
          <Button onClick={onClose}>{t.activities.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
