// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import styles from "./Notice.module.css";
import tones from "./Tone.module.css";

export type Tone = "info" | "good" | "warn" | "alarm";

/** One shape per tone, so that it is told without colour. */
export const TONE_SHAPES: Record<Tone, string> = {
  info: "M8 1.800A6.200 6.200 0 1 1 7.990 1.800M8 7.300V11.500M8 4.600V4.800",
  good: "M8 1.800A6.200 6.200 0 1 1 7.990 1.800M5 8.200 7.200 10.400 11.200 5.800",
  warn: "M8 2 14.600 13.800H1.400ZM8 6.400V9.600M8 11.500V11.700",
  alarm:
    "M5.400 1.800H10.600L14.200 5.400V10.600L10.600 14.200H5.400L1.800 10.600V5.400ZM8 4.600V8.800M8 11.100V11.300",
};

export function ToneMark({ tone, size = 18 }: { tone: Tone; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true" focusable="false">
      <path
        d={TONE_SHAPES[tone]}
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

interface Props {
  readonly tone: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly testId?: string;
}

/** Something the reader must know, in a frame of its tone. */
export function Notice({ tone, title, children, testId }: Props) {
  return (
    <div className={`${styles.notice} ${tones[tone]}`} data-testid={testId}>
      <span className={styles.mark}>
        <ToneMark tone={tone} />
      </span>
      {title ? <p className={styles.title}>{title}</p> : null}
      {children}
    </div>
  );
}
