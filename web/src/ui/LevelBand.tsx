// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { memo } from "react";
import { placeOnLevels } from "../picture/levelScale";
import styles from "./LevelBand.module.css";

interface Props {
  /** From how many persons the levels 2 to 5 begin. */
  readonly starts: readonly number[];
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly large?: boolean;
}

/**
 * A track of the five levels with the band over it and a mark at the estimate: which levels it may be. Drawn beside
 * the same numbers in words, so that it is only for the eye.
 */
export const LevelBand = memo(function LevelBand({ starts, value, lower, upper, large = false }: Props) {
  if (starts.length === 0 || Number.isNaN(value) || Number.isNaN(lower) || Number.isNaN(upper)) return null;
  const [from, at, to] = [lower, value, upper].map((persons) => placeOnLevels(persons, starts) * 100) as [
    number,
    number,
    number,
  ];
  return (
    <svg
      className={`${styles.band} ${large ? styles.large : ""}`}
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
      data-level-band=""
    >
      <rect className={styles.range} x={from} width={Math.max(1, to - from)} y={1} height={3} />
      <rect className={styles.mark} x={Math.min(98, Math.max(0, at - 1))} width={2} y={0} height={10} />
    </svg>
  );
});
