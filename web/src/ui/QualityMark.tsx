// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Doubt, Quality } from "../api/types";
import { useWords } from "../i18n/i18n";
import styles from "./QualityMark.module.css";

/** One shape per quality, so that it is told without colour. */
const SHAPES: Record<Quality, string> = {
  good: "M3 8.5 6.500 12 13 4.500",
  suspect: "M8 2.500 14.500 13.500H1.500ZM8 6.500V9.500M8 11.500V11.700",
  missing: "M3 3 13 13M13 3 3 13",
  "out-of-range": "M3 13.500H13M8 11V2.500M4.500 6 8 2.500 11.500 6",
  frozen: "M5 3V13M11 3V13",
  spike: "M1.500 12H5L8 2.500 11 12H14.500",
  withheld:
    "M2 2 14 14M6.200 4.200A6.500 6.500 0 0 1 14.500 8C13.900 9.200 13.100 10.200 12.100 11M9.600 12.300A6.500 6.500 0 0 1 1.500 8C2.100 6.800 2.900 5.800 3.900 5",
  stale: "M8 2A6 6 0 1 1 7.990 2M8 4.500V8.300L10.500 10",
};

const toneOf = (quality: Quality): string | undefined => {
  if (quality === "good") return styles.good;
  return quality === "missing" || quality === "withheld" ? styles.gone : styles.doubt;
};

const DOUBT_SHAPE = "M5 5.500A3 3 0 1 1 8.800 8.400C8.200 8.700 8 9.100 8 9.800M8 13V13.200";

interface Props {
  readonly quality: Quality;
  /** Told in place of the quality when a value can be used all the same. */
  readonly doubt?: Doubt;
  readonly wordless?: boolean;
}

export function QualityMark({ quality, doubt = "none", wordless = false }: Props) {
  const { t } = useWords();
  const isDoubted = doubt !== "none" && (quality === "good" || quality === "suspect");
  const [word, hint] = isDoubted
    ? [t.doubt[doubt], t.doubtHint[doubt]]
    : [t.quality[quality], t.qualityHint[quality]];
  return (
    <span className={`${styles.mark} ${isDoubted ? styles.doubt : toneOf(quality)}`} title={hint}>
      <svg width="14" height="14" viewBox="0 0 16 16" fill="none" aria-hidden="true" focusable="false">
        <path
          d={isDoubted ? DOUBT_SHAPE : SHAPES[quality]}
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={wordless ? "visually-hidden" : undefined}>{word}</span>
    </span>
  );
}
