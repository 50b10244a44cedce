// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { confirmIdentity } from "../../identity/identity";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { SelectField, TextField } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { useTask } from "../../ui/useTask";
import { governanceApi } from "../api";
import styles from "../parts.module.css";
import type { MadeKey, SensorKey } from "../types";
import { useWords } from "../words";

export interface KeyChange {
  readonly kind: "rotate" | "revoke";
  readonly key: SensorKey;
}

/** "3, 4,5" as numbers; null for none given; undefined for what is not numbers. */
export function streamsOf(text: string): number[] | null | undefined {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.length === 0) return null;
  return parts.every((part) => /^[1-9]\d{0,14}$/.test(part)) ? parts.map(Number) : undefined;
}

export function KeyDialog({ onDone, onClose }: { onDone(made: MadeKey): void; onClose(): void }) {
  const { t, own } = useWords();
  const [name, setName] = useState("");
  const [activity, setActivity] = useState("");
  const [streams, setStreams] = useState("");
  const task = useTask();
  const activities = useFetched("activities", (signal) => governanceApi.activities(signal));
  const list = activities.value?.activities ?? [];
  const datastreams = streamsOf(streams);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (datastreams === undefined) return;
    const wish = { name: name.trim(), activity: activity || list[0]?.id, datastreams };
    void task.run(async () => {
      if (await confirmIdentity()) onDone(await governanceApi.makeKey(wish));
    });
  };
  return (
    <Dialog title={t.keys.add} onClose={onClose} testId="key-dialog">
      <Fault reason={task.fault} />
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={t.keys.name}
          hint={t.keys.nameHint}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label={t.keys.activity}
          value={activity || (list[0]?.id ?? "")}
          options={list.map((found) => ({ value: found.id, label: own(found.name, found.nameNl) }))}
          onChange={(event) => setActivity(event.target.value)}
        />
        <TextField
          label={t.keys.streams}
          hint={t.keys.streamsHint}
          fault={datastreams === undefined ? t.keys.badStreams : null}
          value={streams}
          onChange={(event) => setStreams(event.target.value)}
        />
        <div className={styles.row}>
          <Button type="submit" look="primary" disabled={task.busy}>
            {t.keys.make}
          </Button>
          <Button onClick={onClose}>{t.keys.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChangeProps {
  readonly change: KeyChange;
  onDone(made: MadeKey | null): void;
  onClose(): void;
}

export function KeyChangeDialog({ change: { kind, key }, onDone, onClose }: ChangeProps) {
  const { t } = useWords();
  const task = useTask();
  const rotate = kind === "rotate";
  const perform = async (): Promise<void> => {
    if (!(await confirmIdentity())) return;
    if (rotate) return onDone(await governanceApi.rotateKey(key.id));
    await governanceApi.revokeKey(key.id);
    onDone(null);
  };
  return (
    <Dialog
      title={rotate ? t.keys.rotateOf(key.name) : t.keys.revokeOf(key.name)}
      onClose={onClose}
      testId="key-change"
    >
      <p>{rotate ? t.keys.rotateWhat : t.keys.revokeWhat}</p>
      <Fault reason={task.fault} />
      <div className={styles.row}>
        <Button
          look={rotate ? "primary" : "plain"}
          className={rotate ? "" : styles.danger}
          disabled={task.busy}
          data-autofocus
          onClick={() => void task.run(perform)}
        >
          {rotate ? t.keys.rotate : t.keys.revoke}
        </Button>
        <Button onClick={onClose}>{t.keys.cancel}</Button>
      </div>
    </Dialog>
  );
}

/** The key itself: shown now and never again. */
export function SecretDialog({ made, onClose }: { made: MadeKey; onClose(): void }) {
  const { t } = useWords();
  return (
    <Dialog title={`${t.keys.secret}: ${made.key.name}`} onClose={onClose} testId="secret-dialog" wide>
      <Notice tone="warn">
        <p>{t.keys.secretWhat}</p>
      </Notice>
      <code className={styles.secret} data-testid="secret">
        {made.secret}
      </code>
      <div className={styles.row}>
        <CopyButton text={made.secret} what={t.keys.secret} />
        <Button look="primary" onClick={onClose}>
          {t.keys.stored}
        </Button>
      </div>
    </Dialog>
  );
}
