// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** The shape of a level: a circle that fills up from ○ to ●; a level that is not known is a broken ring. */
const FILLS = ["", "", "M8 8V2a6 6 0 0 1 6 6Z", "M8 2a6 6 0 0 1 0 12Z", "M8 8H2A6 6 0 1 0 8 2Z"];

export function LevelShape({ level, size = 12 }: { level: number; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <circle
        cx="8"
        cy="8"
        r="6"
        fill={level === 5 ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="2"
        strokeDasharray={level === 0 ? "3.2 3.1" : undefined}
      />
      {FILLS[level] ? <path d={FILLS[level]} fill="currentColor" /> : null}
    </svg>
  );
}
