// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ComponentType, lazy, Suspense } from "react";
import { useTitle } from "../app/title";
import { AccountMenu } from "../identity/AccountMenu";
import { permitted, who } from "../identity/identity";
import { Link, partsAfter, useAddress } from "../router/router";
import { useStore } from "../state/store";
import beacon from "../theme/beacon.svg";
import { LanguageChoice } from "../ui/LanguageChoice";
import { Notice } from "../ui/Notice";
import { ThemeChoice } from "../ui/ThemeChoice";
import styles from "./Governance.module.css";
import { offered, pathOf, type ScreenId, screenOf } from "./screens";
import { Overview } from "./screens/Overview";
import { useWords } from "./words";

/** Each screen is fetched when it is first opened. */
const PARTS: Record<ScreenId, ComponentType<{ rest: string[] }>> = {
  overview: Overview,
  activities: lazy(() => import("./screens/Activities")),
  may: lazy(() => import("./screens/May")),
  retention: lazy(() => import("./screens/Retention")),
  "processing-log": lazy(() => import("./screens/ProcessingLog")),
  "security-log": lazy(() => import("./screens/SecurityLog")),
  drafts: lazy(() => import("./screens/Drafts")),
  registers: lazy(() => import("./screens/Registers")),
  accounts: lazy(() => import("./screens/Accounts")),
  keys: lazy(() => import("./screens/Keys")),
};

/** The governance screens: a menu of what one may see, and one of them. */
export function Governance({ city }: { city: string }) {
  const { t } = useWords();
  const { path } = useAddress();
  const may = useStore(permitted);
  const session = useStore(who);
  const [part, ...rest] = partsAfter("/governance", path);
  const screen = screenOf(part);
  useTitle(t.screens[screen.id], t.title, city);
  const Part = PARTS[screen.id];
  const allowed = screen.needs === null || may.has(screen.needs);
  return (
    <div className={styles.app}>
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      <header className={styles.bar}>
        <a className={styles.brand} href="/">
          <img src={beacon} alt="" width="32" height="32" />
          <span>
            {city || "Baken"}
            <span className={styles.product}>{t.title}</span>
          </span>
        </a>
        <ThemeChoice />
        <LanguageChoice />
        <AccountMenu home />
      </header>
      <nav className={styles.nav} aria-label={t.menu}>
        <ul>
          {offered(may).map(({ id }) => (
            <li key={id}>
              <Link href={pathOf(id)} aria-current={id === screen.id ? "page" : undefined}>
                {t.screens[id]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" className={styles.main} tabIndex={-1}>
        {allowed ? (
          <Suspense fallback={<p role="status">{t.loading}</p>}>
            <Part key={screen.id} rest={rest} />
          </Suspense>
        ) : session ? (
          <Notice tone="info" testId="not-allowed">
            <p>{session.stage === "complete" ? t.notYours : t.signInFirst}</p>
            {session.stage === "complete" ? null : (
              <p>
                <a href={`/sign-in?${new URLSearchParams({ returnTo: path })}`}>{t.signIn}</a>
              </p>
            )}
          </Notice>
        ) : null}
      </main>
    </div>
  );
}
