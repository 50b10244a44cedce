// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Screen } from "../parts";
import styles from "../parts.module.css";
import { useWords } from "../words";

/** The way to what everybody can read. */
export default function Registers() {
  const { t } = useWords();
  return (
    <Screen title={t.screens.registers} intro={t.registers.intro}>
      <div className={styles.cards}>
        <p className={styles.card}>
          <a href="/measures-here">{t.registers.publicPage}</a>
        </p>
        <p className={styles.card}>
          <a href="/registers">{t.registers.readable}</a>
        </p>
      </div>
    </Screen>
  );
}
