// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Shown } from "../format/format";
import { useWords } from "../i18n/i18n";
import styles from "./Measured.module.css";

/** A value with its standard error; a value that is not known is the word "unknown", never 0. */
export function Measured({ shown, stacked = false }: { shown: Shown | null; stacked?: boolean }) {
  const { t } = useWords();
  if (!shown && stacked) {
    return (
      <span className={styles.unknown}>
        <span aria-hidden="true">?</span>
        <span className="visually-hidden">{t.unknown}</span>
      </span>
    );
  }
  if (!shown) return <span className={styles.unknown}>{t.unknown}</span>;
  return (
    <>
      <span className={styles.value}>{shown.value}</span>
      {shown.error === null ? null : (
        <span className={`${styles.error} ${stacked ? styles.stacked : ""}`}>
          {stacked ? "± " : " ± "}
          {shown.error}
        </span>
      )}
    </>
  );
}
