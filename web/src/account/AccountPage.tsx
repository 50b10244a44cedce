// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useEffect, useState } from "react";
import { ROLES } from "../i18n/roles";
import { identityApi } from "../identity/api";
import { refresh, settle, who } from "../identity/identity";
import { PasswordField } from "../identity/PasswordField";
import type { Account, Enrolled, SecondFactors, SessionBody } from "../identity/types";
import { useWords } from "../identity/words";
import { useAddress } from "../router/router";
import { useStore } from "../state/store";
import { useFetched } from "../state/useFetched";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { Notice } from "../ui/Notice";
import { useTask } from "../ui/useTask";
import { FactorCards } from "./FactorCards";
import { Page } from "./Page";
import styles from "./Page.module.css";
import { RecoveryCodes } from "./RecoveryCodes";
import { returnTo } from "./returnTo";
import { Sessions } from "./Sessions";

/** One's own account: who one is here, second factors, password, and where one is signed in. */
export function AccountPage({ city }: { city: string }) {
  const { t } = useWords();
  const session = useStore(who);
  const stage = session?.stage;
  const away = stage === "anonymous" || stage === "second-factor";
  useEffect(() => {
    if (away) location.replace(`/sign-in?${new URLSearchParams({ returnTo: "/account" })}`);
  }, [away]);
  const ready = session && !away;
  return (
    <Page city={city} title={t.account.title} signedIn>
      <div className={styles.column}>
        {ready ? <Secured session={session} /> : <p role="status">{t.busy}</p>}
      </div>
    </Page>
  );
}

/** Who has to set up a second factor has none. */
const NO_FACTORS: SecondFactors = { totp: null, passkeys: [], recoveryCodesLeft: 0, isRequired: true };

/** What was just set up comes first: its recovery codes are shown only now. */
function Secured({ session }: { session: SessionBody }) {
  const { t } = useWords();
  const { query } = useAddress();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [enrolling, setEnrolling] = useState(session.stage === "enrolment");
  const [generation, setGeneration] = useState(0);
  const begun = session.stage === "enrolment";
  const fetched = useFetched(begun ? null : `factors/${generation}`, () => identityApi.factors());
  const factors = begun ? NO_FACTORS : fetched.value;
  const enrolled = ({ recoveryCodes, session: next }: Enrolled): void => {
    setCodes(recoveryCodes);
    settle(next);
    setGeneration((n) => n + 1);
    if (enrolling && recoveryCodes.length === 0) leave();
  };
  const leave = (): void => {
    if (enrolling) location.assign(returnTo(query, location.origin));
    setEnrolling(false);
    setCodes([]);
  };
  if (codes.length > 0) return <RecoveryCodes codes={codes} onStored={leave} />;
  const changed = (): void => setGeneration((n) => n + 1);
  const cards = factors ? (
    <FactorCards factors={factors} onEnrolled={enrolled} onChanged={changed} />
  ) : (
    <Fault reason={fetched.state === "failed" ? fetched.reason : null} />
  );
  if (enrolling) {
    return (
      <>
        <h1>{t.account.enrolTitle}</h1>
        <p>
          {t.account.factorsIntro} {t.account.enrolIntro}
        </p>
        {cards}
      </>
    );
  }
  return (
    <>
      <h1>{t.account.title}</h1>
      {session.account ? <Person account={session.account} assurance={session.assurance} /> : null}
      <section className={styles.block} aria-labelledby="factors-heading">
        <h2 id="factors-heading">{t.account.factors}</h2>
        <p className={styles.subtle}>
          {t.account.factorsIntro} {factors?.isRequired ? t.account.required : ""}
        </p>
        {cards}
        {factors ? <Recovery left={factors.recoveryCodesLeft} onNew={setCodes} /> : null}
      </section>
      {session.methods.password ? <NewPassword /> : null}
      <Sessions />
    </>
  );
}

function Person({ account, assurance }: { account: Account; assurance: string }) {
  const { t, language } = useWords();
  const facts: [string, string][] = [
    [t.account.name, account.name],
    [t.account.login, account.login],
    [t.account.party, account.party],
    [t.account.roles, account.roles.map((role) => ROLES[language][role] ?? role).join(", ")],
    [t.account.assurance, t.account.assurances[assurance] ?? assurance],
  ];
  return (
    <section className={styles.block} aria-labelledby="person-heading">
      <h2 id="person-heading">{t.account.who}</h2>
      <dl className={styles.facts}>
        {facts.map(([term, fact]) => (
          <div key={term} style={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Recovery({ left, onNew }: { left: number; onNew(codes: readonly string[]): void }) {
  const { t } = useWords();
  const task = useTask();
  return (
    <div className={styles.factor}>
      <h3>{t.account.recovery}</h3>
      <p>{t.account.recoveryLeft(left)}</p>
      <Fault reason={task.fault} />
      <div className={styles.row}>
        <Button
          disabled={task.busy}
          onClick={() =>
            void task.run(async () => onNew((await identityApi.newRecoveryCodes()).recoveryCodes))
          }
        >
          {t.account.newCodes}
        </Button>
      </div>
    </div>
  );
}

function NewPassword() {
  const { t } = useWords();
  const [password, setPassword] = useState("");
  const [changed, setChanged] = useState(false);
  const task = useTask();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChanged(false);
    void task.run(async () => {
      await identityApi.changePassword(password);
      setPassword("");
      setChanged(true);
      await refresh();
    });
  };
  return (
    <section className={styles.block} aria-labelledby="password-heading">
      <h2 id="password-heading">{t.account.changePassword}</h2>
      <form className={styles.factors} onSubmit={submit}>
        <div className={styles.factor}>
          <PasswordField
            label={t.account.newPassword}
            hint={t.first.passwordHint}
            name="new-password"
            autoComplete="new-password"
            minLength={12}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Fault reason={task.fault} />
          <div role="status">
            {changed ? (
              <Notice tone="good">
                <p>{t.account.changed}</p>
              </Notice>
            ) : null}
          </div>
          <div className={styles.row}>
            <Button type="submit" disabled={task.busy}>
              {t.account.save}
            </Button>
          </div>
        </div>
      </form>
    </section>
  );
}
