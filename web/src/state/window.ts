// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** How far the time bar and the history reach back and ahead, and how wide one bar is. */
export type WindowName = "day" | "week" | "month";

export interface TimeWindow {
  readonly lengthMs: number;
  /** How far ahead of now is shown, of what is foreseen. */
  readonly aheadMs: number;
  readonly bucketS: number;
  /** A large step of the slider, in buckets. */
  readonly page: number;
}

const HOUR = 3_600_000;

export const WINDOWS: Record<WindowName, TimeWindow> = {
  day: { lengthMs: 24 * HOUR, aheadMs: 24 * HOUR, bucketS: 1800, page: 4 },
  week: { lengthMs: 7 * 24 * HOUR, aheadMs: 7 * 24 * HOUR, bucketS: 7200, page: 12 },
  month: { lengthMs: 30 * 24 * HOUR, aheadMs: 7 * 24 * HOUR, bucketS: 21600, page: 4 },
};

export const WINDOW_NAMES: readonly WindowName[] = ["day", "week", "month"];

/**
 * The whole buckets that end at or just after `now`. It moves one bucket at a time, so that what was fetched for it
 * stays right until the clock passes the next boundary.
 */
export function windowAt(now: number, name: WindowName): { from: number; to: number } {
  const { lengthMs, bucketS } = WINDOWS[name];
  const bucket = bucketS * 1000;
  const to = Math.ceil(now / bucket) * bucket;
  return { from: to - lengthMs, to };
}
