// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { useStore } from "../state/store";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Fault } from "../ui/Fault";
import { useTask } from "../ui/useTask";
import { identityApi } from "./api";
import { CodeField } from "./CodeField";
import styles from "./Forms.module.css";
import { settle, who } from "./identity";
import { PasswordField } from "./PasswordField";
import { type CredentialJson, passkeysWork } from "./passkeys";
import { usePasskey } from "./usePasskey";
import { useWords } from "./words";

/** Asks who is signed in to prove it again, shortly before an approval; whatever is behind the dialog stays. */
export function Reauthenticate({ onDone, onClose }: { onDone(): void; onClose(): void }) {
  const { t } = useWords();
  const session = useStore(who);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const task = useTask();
  const renew = async (proof: { password: string; code: string } | { credential: CredentialJson }) => {
    settle(await identityApi.renew(proof));
    onDone();
  };
  const passkey = usePasskey((credential) => renew({ credential }));
  if (!session) return null;
  const { secondFactors: factors, methods } = session;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void task.run(() => renew({ password, code: code.trim() }));
  };
  const back = `${location.pathname}${location.search}`;
  return (
    <Dialog title={t.again.title} onClose={onClose} testId="reauthenticate">
      <p className={styles.subtle}>
        {session.account ? `${t.signedInAs(session.account.name)}. ` : ""}
        {t.again.why}
      </p>
      <Fault reason={task.fault ?? passkey.fault} />
      {factors.includes("passkey") && passkeysWork() ? (
        <>
          <Button
            look="primary"
            className={styles.wide}
            disabled={passkey.busy}
            onClick={() => void passkey.start()}
          >
            {t.usePasskey}
          </Button>
          <p role="status">{passkey.cancelled ? t.passkeyNotUsed : ""}</p>
          {methods.password ? <p className={styles.or}>{t.or}</p> : null}
        </>
      ) : null}
      {methods.password ? (
        <form className={styles.form} onSubmit={submit} aria-label={t.again.title}>
          <PasswordField
            label={t.password}
            name="password"
            autoComplete="current-password"
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {factors.includes("totp") || factors.includes("recovery-code") ? (
            <CodeField value={code} onChange={setCode} recovery={factors.includes("recovery-code")} />
          ) : null}
          <Button type="submit" look="primary" className={styles.wide} disabled={task.busy}>
            {task.busy ? t.busy : t.again.confirm}
          </Button>
        </form>
      ) : null}
      {methods.providers.length > 0 ? (
        <div className={styles.others}>
          {methods.providers.map(({ id, name, authorizationPath }) => (
            <a
              key={id}
              className={styles.button}
              href={`${authorizationPath}?${new URLSearchParams({ renew: "true", returnTo: back })}`}
            >
              {t.again.provider(name)}
            </a>
          ))}
          <p className={styles.subtle}>{t.again.providerHint}</p>
        </div>
      ) : null}
    </Dialog>
  );
}
