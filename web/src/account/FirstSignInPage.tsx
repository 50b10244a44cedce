// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useEffect, useState } from "react";
import { identityApi } from "../identity/api";
import { settle, who } from "../identity/identity";
import { PasswordField } from "../identity/PasswordField";
import type { OneTimeLink } from "../identity/types";
import { useWords } from "../identity/words";
import { go } from "../router/router";
import { useStore } from "../state/store";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { TextField } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { useTask } from "../ui/useTask";
import { Page } from "./Page";
import styles from "./Page.module.css";

/** The token is after the # sign, so that it never reaches a log of addresses; it is taken out of the bar at once. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname);
  return token;
}

/** What a one-time link opens: the first administrator, an invitation, or access that was lost. */
export function FirstSignInPage({ city }: { city: string }) {
  const { t } = useWords();
  const [token] = useState(takeToken);
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const inspection = useTask();
  const { run } = inspection;
  const session = useStore(who);
  useEffect(() => {
    if (token) void run(async () => setLink(await identityApi.inspect(token)));
  }, [token, run]);
  const stage = session?.stage;
  useEffect(() => {
    if (!link) return;
    if (stage === "enrolment") go("/account", { replace: true });
    if (stage === "complete") location.replace("/");
  }, [stage, link]);
  const title = link ? t.first.title[link.purpose] : t.signIn;
  return (
    <Page city={city} title={title}>
      <div className={styles.centre}>
        <div className={styles.card} data-testid="first-sign-in">
          <h1>{title}</h1>
          {token ? null : <Unusable why={t.first.noToken} />}
          {inspection.fault ? (
            <>
              <Unusable why={t.first.invalid} />
              <Fault reason={inspection.fault} />
            </>
          ) : null}
          {link ? <Redemption link={link} token={token} /> : null}
        </div>
      </div>
    </Page>
  );
}

function Unusable({ why }: { why: string }) {
  const { t } = useWords();
  return (
    <>
      <Notice tone="warn" title={why} testId="link-unusable">
        <p>{t.first.invalidRemedy}</p>
      </Notice>
      <p>
        <a href="/sign-in">{t.signIn}</a>
      </p>
    </>
  );
}

function Redemption({ link, token }: { link: OneTimeLink; token: string }) {
  const { t, f } = useWords();
  const [name, setName] = useState(link.name);
  const [login, setLogin] = useState(link.login);
  const [password, setPassword] = useState("");
  const task = useTask();
  const first = link.purpose === "first-administrator";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const own = first ? { name: name.trim(), login: login.trim() } : {};
    void task.run(async () => settle(await identityApi.redeem({ token, password, ...own })));
  };
  return (
    <form className={styles.block} onSubmit={submit} aria-label={t.first.title[link.purpose]}>
      <p>{t.first.intro[link.purpose]}</p>
      <Fault reason={task.fault} />
      {first ? (
        <TextField
          label={t.first.name}
          hint={t.first.nameHint}
          autoComplete="name"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      ) : (
        <p>
          <strong>{link.name}</strong>
        </p>
      )}
      <TextField
        label={t.login}
        name="username"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        required
        readOnly={!first}
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <PasswordField
        label={t.password}
        hint={t.first.passwordHint}
        name="new-password"
        autoComplete="new-password"
        minLength={12}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={task.busy}>
        {task.busy ? t.busy : t.first.set}
      </Button>
      <p className={styles.subtle}>{t.first.until(f.dayTime(Date.parse(link.expiresAt)))}</p>
    </form>
  );
}
