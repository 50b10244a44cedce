// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { LevelShape } from "../../ui/LevelShape";
import styles from "./LevelProbability.module.css";

/** Below this share a level is left out: it would say more about the arithmetic than about the square. */
const SHOWN_FROM = 0.005;

/** How probable each level is, as a bar and in words, the most probable one first. */
export function LevelProbability({ probabilities }: { probabilities: readonly number[] | null }) {
  const { t, f } = useWords();
  if (!probabilities) return <p className={styles.none}>{t.area.probabilityUnknown}</p>;
  const shares = probabilities
    .map((share, i) => ({ level: i + 1, share }))
    .filter(({ share }) => share >= SHOWN_FROM);
  const ranked = [...shares].sort((a, b) => b.share - a.share);
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {shares.map(({ level, share }) => (
          <span key={level} data-level={level} style={{ flexGrow: share }} />
        ))}
      </div>
      <ul className={styles.list}>
        {ranked.map(({ level, share }, rank) => (
          <li key={level} className={rank === 0 ? styles.main : undefined}>
            <LevelShape level={level} />
            {t.area.sure(f.percent(share), `${level} ${t.levels[level]}`)}
          </li>
        ))}
      </ul>
    </>
  );
}
