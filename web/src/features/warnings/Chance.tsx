// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { unsure } from "../../room/changes";
import { useWords } from "../../room/words";
import styles from "./Chance.module.css";

interface Props {
  readonly probability: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A probability with its band: as words, and as a bar from impossible to certain for the eye. */
export function Chance({ probability, lower, upper }: Props) {
  const { t, f } = useWords();
  if (probability === null) return <span className={styles.unknown}>{t.chanceUnknown}</span>;
  const from = (lower ?? probability) * 100;
  const to = (upper ?? probability) * 100;
  const hasBand = lower !== null && upper !== null && upper - lower >= 0.01;
  return (
    <span className={styles.chance}>
      <svg
        className={styles.bar}
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect className={styles.fill} x="0" y="2" width={probability * 100} height="6" />
        <rect className={styles.band} x={from} y="4" width={Math.max(0.8, to - from)} height="2" />
        <rect
          className={styles.mark}
          x={Math.min(99, probability * 100 - 0.6)}
          y="0"
          width="1.2"
          height="10"
        />
      </svg>
      <strong className={styles.value}>{f.chance(unsure(probability))}</strong>
      {hasBand ? (
        <span className={styles.subtle}>
          {t.chanceBand(f.chance(unsure(lower)), f.chance(unsure(upper)))}
        </span>
      ) : null}
    </span>
  );
}
