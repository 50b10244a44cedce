// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { SourceState } from "../../api/types";
import { useWords } from "../../i18n/i18n";
import styles from "./SourceMark.module.css";

/** One shape per state, so that it is told without colour. */
const SHAPES: Record<SourceState, string> = {
  fresh: "M3 8.5 6.500 12 13 4.500",
  late: "M8 2A6 6 0 1 1 7.990 2M8 4.500V8.300L10.500 10",
  lost: "M3 3 13 13M13 3 3 13",
  waiting: "M3 8H3.200M8 8H8.200M12.800 8H13",
  stopped: "M4 4H12V12H4Z",
  misconfigured: "M8 2.500 14.500 13.500H1.500ZM8 6.500V9.500M8 11.500V11.700",
};

export function SourceMark({ state }: { state: SourceState }) {
  const { t } = useWords();
  return (
    <span className={styles.mark} data-state={state}>
      <svg width="14" height="14" viewBox="0 0 16 16" fill="none" aria-hidden="true" focusable="false">
        <path
          d={SHAPES[state] ?? SHAPES.waiting}
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {t.sources.states[state] ?? state}
    </span>
  );
}
