// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { LevelBadge } from "../../ui/LevelBadge";
import styles from "./Legend.module.css";

/** As many decimals as a round number has, up to three. */
const decimalsOf = (value: number): number => Math.min(3, (String(value).split(".")[1] ?? "").length);

export function Legend({
  fullDensity,
  columns,
  flat,
}: {
  fullDensity: number | null;
  columns: boolean;
  flat: boolean;
}) {
  const { t, f } = useWords();
  return (
    <section className={styles.legend} aria-label={t.map.legend}>
      <ul className={styles.levels}>
        {[1, 2, 3, 4, 5].map((level) => (
          <li key={level}>
            <LevelBadge level={level} />
          </li>
        ))}
      </ul>
      <ul className={styles.notes}>
        {columns && !flat && fullDensity !== null ? (
          <li>{t.map.height(f.number(fullDensity, decimalsOf(fullDensity)))}</li>
        ) : null}
        {columns ? <li>{t.map.doubt}</li> : null}
        <li>
          <span className={styles.swatch} aria-hidden="true" />
          {t.map.hatched}
        </li>
      </ul>
    </section>
  );
}
