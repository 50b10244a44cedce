// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { useStore } from "../state/store";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { TextField } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { useTask } from "../ui/useTask";
import { identityApi } from "./api";
import { CodeField } from "./CodeField";
import styles from "./Forms.module.css";
import { settle, signOut, who } from "./identity";
import { PasswordField } from "./PasswordField";
import { passkeysWork } from "./passkeys";
import type { SessionBody } from "./types";
import { usePasskey } from "./usePasskey";
import { useWords } from "./words";

interface Props {
  /** Where a provider sends the reader back to. */
  readonly returnTo: string;
}

/** All ways to sign in, one step at a time, as the session's stage asks; nothing once it is complete. */
export function SignIn({ returnTo }: Props) {
  const session = useStore(who);
  if (!session || session.stage === "complete") return null;
  if (session.stage === "second-factor") return <SecondStep session={session} />;
  if (session.stage === "enrolment") return <EnrolmentNeeded returnTo={returnTo} />;
  return <FirstStep session={session} returnTo={returnTo} />;
}

function FirstStep({ session, returnTo }: Props & { session: SessionBody }) {
  const { t } = useWords();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const task = useTask();
  const passkey = usePasskey(async (credential) => settle(await identityApi.signInWithPasskey(credential)));
  const { methods } = session;
  const others = (methods.passkey && passkeysWork()) || methods.providers.length > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void task.run(async () => settle(await identityApi.signIn(login.trim(), password)));
  };
  return (
    <div className={styles.form}>
      {session.firstAdministratorNeeded ? (
        <Notice tone="info" testId="first-needed">
          <p>{t.firstNeeded}</p>
        </Notice>
      ) : null}
      <Fault reason={task.fault ?? passkey.fault} />
      {methods.password ? (
        <form className={styles.form} onSubmit={submit} aria-label={t.signIn}>
          <TextField
            label={t.login}
            name="username"
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
            required
            data-autofocus
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
          <PasswordField
            label={t.password}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button type="submit" look="primary" className={styles.wide} disabled={task.busy}>
            {task.busy ? t.busy : t.next}
          </Button>
        </form>
      ) : null}
      {others && methods.password ? <p className={styles.or}>{t.or}</p> : null}
      {others ? (
        <div className={styles.others}>
          {methods.passkey && passkeysWork() ? (
            <Button className={styles.wide} disabled={passkey.busy} onClick={() => void passkey.start()}>
              {t.withPasskey}
            </Button>
          ) : null}
          {methods.providers.map(({ id, name, authorizationPath }) => (
            <a
              key={id}
              className={styles.button}
              href={`${authorizationPath}?${new URLSearchParams({ returnTo })}`}
            >
              {t.withProvider(name)}
            </a>
          ))}
        </div>
      ) : null}
      <p role="status">{passkey.cancelled ? t.passkeyCancelled : ""}</p>
    </div>
  );
}

function SecondStep({ session }: { session: SessionBody }) {
  const { t } = useWords();
  const [code, setCode] = useState("");
  const task = useTask();
  const passkey = usePasskey(async (credential) => settle(await identityApi.signInWithPasskey(credential)));
  const factors = session.secondFactors;
  const byCode = factors.includes("totp") || factors.includes("recovery-code");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void task.run(async () => settle(await identityApi.secondFactor(code.trim())));
  };
  return (
    <div className={styles.form} data-testid="second-step">
      <h3>{t.second}</h3>
      <Fault reason={task.fault ?? passkey.fault} />
      {byCode ? (
        <form className={styles.form} onSubmit={submit} aria-label={t.second}>
          <CodeField focus value={code} onChange={setCode} recovery={factors.includes("recovery-code")} />
          <Button type="submit" look="primary" className={styles.wide} disabled={task.busy}>
            {task.busy ? t.busy : t.next}
          </Button>
        </form>
      ) : null}
      {factors.includes("passkey") && passkeysWork() ? (
        <Button className={styles.wide} disabled={passkey.busy} onClick={() => void passkey.start()}>
          {t.usePasskey}
        </Button>
      ) : null}
      <p role="status">{passkey.cancelled ? t.passkeyNotUsed : ""}</p>
      <div>
        <button type="button" className={styles.link} onClick={() => void task.run(signOut)}>
          {t.otherAccount}
        </button>
      </div>
    </div>
  );
}

function EnrolmentNeeded({ returnTo }: Props) {
  const { t } = useWords();
  return (
    <div className={styles.form}>
      <Notice tone="info">
        <p>{t.enrolmentNeeded}</p>
      </Notice>
      <a className={styles.button} href={`/account?${new URLSearchParams({ returnTo })}`}>
        {t.setUpSecond}
      </a>
    </div>
  );
}
