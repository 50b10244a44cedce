// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { TimelineJson } from "../../api/types";

/** One bar of the time bar; persons NaN and level 0 mean "not known". */
export interface Bar {
  readonly start: number;
  readonly persons: number;
  readonly level: number;
}

/**
 * Not known yet is not the same as not known: a bucket whose counts may still be under way is left out. `interval` is
 * how long one count takes.
 */
export function isPending(
  bucket: { start: number; value: number },
  bucketMs: number,
  now: number,
  interval: number,
): boolean {
  return Number.isNaN(bucket.value) && bucket.start + bucketMs > now - interval;
}

export function barsOf(timeline: TimelineJson | null, period: { from: number; to: number }): Bar[] {
  if (!timeline) return [];
  return timeline.time
    .map((text, i) => ({
      start: Date.parse(text),
      persons: timeline.persons[i] ?? Number.NaN,
      level: timeline.level[i] ?? 0,
    }))
    .filter(({ start }) => start >= period.from && start < period.to);
}

/** The bar that a moment falls in. */
export function barAt(bars: readonly Bar[], at: number, bucketMs: number): Bar | null {
  return bars.find(({ start }) => at >= start && at < start + bucketMs) ?? null;
}

/**
 * The slider counts whole buckets from the start of the period; its last step is "now", which goes on moving.
 */
export interface Steps {
  readonly last: number;
  toMoment(step: number): number | null;
  toStep(at: number | null): number;
  /** The step nearest to a place on the axis, in milliseconds from the start of the period. */
  nearest(elapsed: number): number;
}

export function stepsOf(period: { from: number; bucketMs: number; now: number }): Steps {
  const { from, bucketMs, now } = period;
  const last = Math.max(1, Math.floor((now - 1 - from) / bucketMs) + 1) || 1;
  return {
    last,
    toMoment: (step) => (step >= last ? null : from + step * bucketMs),
    toStep: (at) =>
      at === null ? last : Math.min(last - 1, Math.max(0, Math.round((at - from) / bucketMs))),
    nearest: (elapsed) =>
      elapsed > now - from - bucketMs / 2 ? last : Math.max(0, Math.round(elapsed / bucketMs)),
  };
}

/** Where a key takes the slider; null when the key is not one of a slider's. */
export function stepOfKey(key: string, step: number, page: number, last: number): number | null {
  const by: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -page,
    PageUp: page,
    Home: -last,
    End: last,
  };
  const change = by[key];
  return change === undefined ? null : Math.min(last, Math.max(0, step + change));
}
