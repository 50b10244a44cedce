// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { useTitle } from "../app/title";
import { Link, useAddress } from "../router/router";
import beacon from "../theme/beacon.svg";
import { LanguageChoice } from "../ui/LanguageChoice";
import { ThemeChoice } from "../ui/ThemeChoice";
import styles from "./Shell.module.css";
import { useWords } from "./words";

interface Props {
  readonly city: string;
  readonly title: string;
  /** Where the same can be had as JSON. */
  readonly json?: string;
  readonly children: ReactNode;
}

/** The frame of every public page. */
export function Shell({ city, title, json, children }: Props) {
  const { t, language } = useWords();
  const { path } = useAddress();
  useTitle(title, city);
  const here = path.startsWith("/measures-here");
  return (
    <>
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      <header className={styles.bar}>
        <p className={styles.brand}>
          <img src={beacon} alt="" width="30" height="30" />
          {city || "Baken"}
        </p>
        <nav className={styles.nav} aria-label={t.menu}>
          <Link href="/measures-here" aria-current={here ? "page" : undefined}>
            {t.pages.here}
          </Link>
          <Link href="/registers" aria-current={here ? undefined : "page"}>
            {t.pages.registers}
          </Link>
          <a href={language === "nl" ? "/druk" : "/busy"}>{t.pages.crowd}</a>
        </nav>
        <ThemeChoice />
        <LanguageChoice />
      </header>
      <main id="content" className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <footer className={styles.footer}>
        <p>{t.footer.made}</p>
        {json ? (
          <p>
            <a href={json}>{t.footer.json}</a>
          </p>
        ) : null}
        <p>{t.footer.source}</p>
      </footer>
    </>
  );
}
