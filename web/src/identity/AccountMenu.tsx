// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, useRef } from "react";
import { ROLES } from "../i18n/roles";
import { useStore } from "../state/store";
import { Button } from "../ui/Button";
import { Fault } from "../ui/Fault";
import { useTask } from "../ui/useTask";
import styles from "./AccountMenu.module.css";
import { permitted, signOut, who } from "./identity";
import type { Account } from "./types";
import { useWords } from "./words";

/** First letters of the first and last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

/** Screens that are for people of the controller who look after what the service does. */
const GOVERNS = ["withdraw", "read-log", "read-security-log", "administer", "read-draft"];

interface Props {
  readonly home?: boolean;
  /** On a screen that is not wide its button shows initials only. */
  readonly brief?: boolean;
}

/** Who is signed in, in which role and for which party; or the way to sign in. */
export function AccountMenu({ home = false, brief = false }: Props) {
  const { t } = useWords();
  const session = useStore(who);
  if (!session) return null;
  if (session.stage !== "complete" || !session.account) {
    const returnTo = `${location.pathname}${location.search}`;
    return (
      <a className={styles.signIn} href={`/sign-in?${new URLSearchParams({ returnTo })}`}>
        {t.signIn}
      </a>
    );
  }
  return <Menu account={session.account} home={home} brief={brief} />;
}

function Menu({ account, home, brief }: Required<Props> & { account: Account }) {
  const { t, language } = useWords();
  const may = useStore(permitted);
  const task = useTask();
  const details = useRef<HTMLDetailsElement>(null);
  const close = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !details.current?.open) return;
    event.stopPropagation();
    details.current.open = false;
    details.current.querySelector("summary")?.focus();
  };
  const name = account.name || account.login;
  return (
    <details
      ref={details}
      className={styles.menu}
      data-brief={brief}
      onKeyDown={close}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
      }}
      data-testid="account-menu"
    >
      <summary className={styles.button} aria-label={t.menu.label(name)}>
        <span className={styles.initials} aria-hidden="true">
          {initialsOf(name)}
        </span>
        <span className={styles.short}>{name}</span>
      </summary>
      <div className={styles.panel}>
        <div>
          <p className={styles.name}>{name}</p>
          <p className={styles.subtle}>{account.party}</p>
          <ul className={styles.roles}>
            {account.roles.map((role) => (
              <li key={role}>{ROLES[language][role] ?? role}</li>
            ))}
          </ul>
        </div>
        <nav className={styles.links} aria-label={t.menu.label(name)}>
          <a href="/account">{t.menu.account}</a>
          {home ? <a href="/">{t.menu.operator}</a> : null}
          {!home && GOVERNS.some((action) => may.has(action)) ? (
            <a href="/governance">{t.menu.governance}</a>
          ) : null}
        </nav>
        <Fault reason={task.fault} />
        <Button disabled={task.busy} onClick={() => void task.run(signOut)}>
          {t.signOut}
        </Button>
      </div>
    </details>
  );
}
