// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { useTitle } from "../app/title";
import { AccountMenu } from "../identity/AccountMenu";
import beacon from "../theme/beacon.svg";
import { LanguageChoice } from "../ui/LanguageChoice";
import { ThemeChoice } from "../ui/ThemeChoice";
import styles from "./Page.module.css";

interface Props {
  readonly city: string;
  readonly title: string;
  readonly signedIn?: boolean;
  readonly children: ReactNode;
}

/** The frame of the screens about signing in: whose service it is, and nothing that distracts. */
export function Page({ city, title, signedIn = false, children }: Props) {
  useTitle(title, city, "Baken");
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <a className={styles.brand} href="/">
          <img src={beacon} alt="" width="32" height="32" />
          {city || "Baken"}
        </a>
        <ThemeChoice />
        <LanguageChoice />
        {signedIn ? <AccountMenu home /> : null}
      </header>
      <main>{children}</main>
    </div>
  );
}
