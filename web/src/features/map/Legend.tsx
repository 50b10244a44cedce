// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { LevelBadge } from "../../ui/LevelBadge";
import styles from "./Legend.module.css";

interface Props {
  /** What a full column stands for, as a share of where level 5 begins. */
  readonly full: number | null;
  readonly columns: boolean;
  readonly flat: boolean;
  /** Persons per minute of the widest arrow; null without arrows. */
  readonly mostFlow: number | null;
}

/** A column with its ghost, as it stands on the map. */
function Ghost({ flat }: { flat: boolean }) {
  return (
    <svg width="14" height="20" viewBox="0 0 14 20" aria-hidden="true" focusable="false">
      {flat ? (
        <>
          <circle className={styles.ring} cx="7" cy="10" r="6" />
          <circle className={styles.solid} cx="7" cy="10" r="3.5" />
        </>
      ) : (
        <>
          <rect className={styles.glass} x="4" y="3" width="6" height="9" />
          <ellipse className={styles.ring} cx="7" cy="3" rx="3" ry="1.8" />
          <path className={styles.solid} d="M2 11.500a5 2 0 0 1 10 0v6a5 2 0 0 1-10 0Z" />
        </>
      )}
    </svg>
  );
}

/** What colours, columns, glass, hatching and arrows on the map mean. */
export function Legend({ full, columns, flat, mostFlow }: Props) {
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
        <li>{t.map.level}</li>
        {columns && !flat && full !== null ? <li>{t.map.height(f.percent(full))}</li> : null}
        {columns ? (
          <li>
            <Ghost flat={flat} />
            {flat ? t.map.ghostFlat : t.map.ghost}
          </li>
        ) : null}
        {mostFlow === null ? null : (
          <li>
            <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" focusable="false">
              <path className={styles.arrow} d="M1 4h12V1l8 5-8 5V8H1Z" />
            </svg>
            {t.map.arrow(f.number(mostFlow))}
          </li>
        )}
        <li>
          <span className={styles.swatch} aria-hidden="true" />
          {t.map.hatched}
        </li>
      </ul>
    </section>
  );
}
