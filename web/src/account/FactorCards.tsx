// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { identityApi } from "../identity/api";
import type { Enrolled, SecondFactors } from "../identity/types";
import { useWords } from "../identity/words";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { useTask } from "../ui/useTask";
import styles from "./Page.module.css";
import { PasskeySetup } from "./PasskeySetup";
import { TotpSetup } from "./TotpSetup";

interface Props {
  readonly factors: SecondFactors;
  onEnrolled(enrolled: Enrolled): void;
  onChanged(): void;
}

/** The two kinds of second factor side by side, with what is there and what can be added. */
export function FactorCards({ factors, onEnrolled, onChanged }: Props) {
  const { t, f } = useWords();
  const task = useTask();
  const remove = (work: () => Promise<unknown>): void => {
    void task.run(async () => {
      await work();
      onChanged();
    });
  };
  const { totp, passkeys } = factors;
  return (
    <>
      <Fault reason={task.fault} />
      <div className={styles.factors}>
        <section className={styles.factor} aria-labelledby="app-heading">
          <h3 id="app-heading">{t.account.app}</h3>
          <p className={styles.subtle}>{t.account.appHint}</p>
          {totp ? <p>{t.account.appSince(f.date(Date.parse(totp.createdAt)))}</p> : null}
          <TotpSetup present={totp !== null} onEnrolled={onEnrolled} />
          {totp ? (
            <Button disabled={task.busy} onClick={() => remove(identityApi.removeTotp)}>
              {t.account.removeApp}
            </Button>
          ) : null}
        </section>
        <section className={styles.factor} aria-labelledby="passkeys-heading">
          <h3 id="passkeys-heading">{t.account.passkeys}</h3>
          <p className={styles.subtle}>{t.account.passkeyHint}</p>
          <ul className={styles.list}>
            {passkeys.map(({ id, name, lastUsedAt }) => (
              <li key={id}>
                <p>
                  <strong>{name}</strong>
                  <br />
                  <span className={styles.subtle}>
                    {lastUsedAt
                      ? t.account.passkeyUsed(f.dateTime(Date.parse(lastUsedAt)))
                      : t.account.passkeyNever}
                  </span>
                </p>
                <Button
                  disabled={task.busy}
                  aria-label={t.account.removeOf(name)}
                  onClick={() => remove(() => identityApi.removePasskey(id))}
                >
                  {t.account.remove}
                </Button>
              </li>
            ))}
          </ul>
          <PasskeySetup onEnrolled={onEnrolled} />
        </section>
      </div>
    </>
  );
}
