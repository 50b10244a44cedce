// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ShownBand } from "../format/format";
import { useWords } from "../i18n/i18n";
import styles from "./Measured.module.css";

/** How many persons, with the 90 % band beside it or, stacked, under it. Not known is a word, never 0. */
export function Estimate({ shown, stacked = false }: { shown: ShownBand | null; stacked?: boolean }) {
  const { t } = useWords();
  if (!shown)
    return (
      <span className={styles.unknown}>
        <span aria-hidden="true">{stacked ? "?" : t.unknown}</span>
        <span className="visually-hidden">{t.unknown}</span>
      </span>
    );
  const { value, lower, upper } = shown;
  if (lower === null || upper === null) return <span className={styles.value}>{value}</span>;
  return (
    <>
      <span className={styles.value}>{value}</span>
      <span className="visually-hidden">, {t.band.between(lower, upper)}</span>
      <span className={`${styles.error} ${stacked ? styles.stacked : ""}`} aria-hidden="true" data-band="">
        {stacked ? "" : " · "}
        {lower}–{upper}
      </span>
    </>
  );
}
