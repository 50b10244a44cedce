// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { roomApi } from "../../api/room";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { CheckField, SelectField, TextArea } from "../../ui/Field";
import { useTask } from "../../ui/useTask";
import styles from "./WarningsPanel.module.css";

const MINUTES = [15, 30, 60, 120, 240, 480] as const;
const MINUTE_MS = 60_000;

/** Raise no warnings of some areas or kinds for a while: with a reason, and an end. */
export function SuppressDialog({ onClose }: { onClose(): void }) {
  const { t, f } = useWords();
  const session = useSession();
  const room = useRoom();
  const [areaIds, setAreas] = useState<ReadonlySet<string>>(new Set());
  const [kind, setKind] = useState("");
  const [minutes, setMinutes] = useState("60");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const task = useTask();
  const isEmpty = areaIds.size === 0 && kind === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === "" || isEmpty) return;
    const until = new Date(session.cityNow + Number(minutes) * MINUTE_MS).toISOString();
    const wish = { areaIds: [...areaIds], kinds: kind ? [kind] : [], reason: reason.trim(), until };
    void task
      .run(() => roomApi.suppress(wish))
      .then((went) => {
        if (!went) return;
        room.ask();
        onClose();
      });
  };
  return (
    <Dialog title={t.suppress.title} onClose={onClose} testId="suppress">
      <p>{t.suppress.hint}</p>
      <form className={styles.form} onSubmit={submit}>
        <fieldset className={styles.choices}>
          <legend>{t.suppress.areas}</legend>
          {session.statics.areas.map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              checked={areaIds.has(id)}
              onChange={(event) =>
                setAreas(
                  new Set(event.target.checked ? [...areaIds, id] : [...areaIds].filter((one) => one !== id)),
                )
              }
            />
          ))}
        </fieldset>
        <SelectField
          label={t.suppress.kind}
          value={kind}
          options={[
            { value: "", label: t.suppress.allKinds },
            ...Object.entries(t.kinds).map(([value, label]) => ({ value, label })),
          ]}
          fault={tried && isEmpty ? t.suppress.choose : null}
          onChange={(event) => setKind(event.target.value)}
        />
        <SelectField
          label={t.suppress.until}
          value={minutes}
          options={MINUTES.map((n) => ({ value: String(n), label: f.durationLong(n * MINUTE_MS) }))}
          onChange={(event) => setMinutes(event.target.value)}
        />
        <TextArea
          label={t.suppress.reason}
          value={reason}
          rows={2}
          maxLength={1900}
          fault={tried && reason.trim() === "" ? t.reasonNeeded : null}
          onChange={(event) => setReason(event.target.value)}
        />
        <Fault reason={task.fault} />
        <div>
          <Button type="submit" look="primary" disabled={task.busy}>
            {task.busy ? t.busy : t.suppress.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
