// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { identityApi } from "../identity/api";
import { makePasskey, PasskeyCancelled, passkeysWork } from "../identity/passkeys";
import type { Enrolled } from "../identity/types";
import { useWords } from "../identity/words";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { TextField } from "../ui/Field";
import { useTask } from "../ui/useTask";
import styles from "./Page.module.css";

/** Registers a passkey under a name that its owner will know again. */
export function PasskeySetup({ onEnrolled }: { onEnrolled(enrolled: Enrolled): void }) {
  const { t } = useWords();
  const [name, setName] = useState("");
  const [cancelled, setCancelled] = useState(false);
  const task = useTask();
  if (!passkeysWork()) return <p className={styles.subtle}>{t.account.passkeysUnsupported}</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setCancelled(false);
    void task.run(async () => {
      const { publicKey } = await identityApi.passkeyOptions();
      try {
        onEnrolled(await identityApi.addPasskey(name.trim(), await makePasskey(publicKey)));
        setName("");
      } catch (reason) {
        if (!(reason instanceof PasskeyCancelled)) throw reason;
        setCancelled(true);
      }
    });
  };
  return (
    <form className={styles.plain} onSubmit={submit} aria-label={t.account.addPasskey}>
      <TextField
        label={t.account.passkeyName}
        hint={t.account.passkeyNameHint}
        required
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Fault reason={task.fault} />
      <p role="status">{cancelled ? t.passkeyNotUsed : ""}</p>
      <Button type="submit" disabled={task.busy}>
        {t.account.addPasskey}
      </Button>
    </form>
  );
}
