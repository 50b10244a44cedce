// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { TimelineJson } from "../../api/types";
import type { AheadBar } from "../../forecast/choices";

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

/** The foreseen bar that a moment falls in. */
export function aheadAt(bars: readonly AheadBar[], at: number): AheadBar | null {
  return bars.find(({ start, lengthMs }) => at >= start && at < start + lengthMs) ?? null;
}

/**
 * The slider counts whole buckets from the start of the period up to "now", which goes on moving; after it comes a step
 * for each bar that is foreseen.
 */
export interface Steps {
  /** The step that is now. */
  readonly now: number;
  readonly last: number;
  toMoment(step: number): number | null;
  toStep(at: number | null): number;
  /** The step nearest to a place on the axis, in milliseconds from the start of the period. */
  nearest(elapsed: number): number;
}

export function stepsOf(
  period: { from: number; bucketMs: number; now: number },
  ahead: readonly AheadBar[] = [],
): Steps {
  const { from, bucketMs, now } = period;
  const present = Math.max(1, Math.floor((now - 1 - from) / bucketMs) + 1) || 1;
  const nearestAhead = (at: number): number => {
    let best = 0;
    ahead.forEach(({ start }, i) => {
      if (Math.abs(start - at) < Math.abs((ahead[best]?.start ?? 0) - at)) best = i;
    });
    return present + 1 + best;
  };
  const half = ((ahead[0]?.start ?? Number.POSITIVE_INFINITY) - now) / 2;
  return {
    now: present,
    last: present + ahead.length,
    toMoment: (step) => {
      if (step === present) return null;
      return step < present ? from + step * bucketMs : (ahead[step - present - 1]?.start ?? null);
    },
    toStep: (at) => {
      if (at === null) return present;
      if (at > now && ahead.length > 0) return nearestAhead(at);
      return Math.min(present - 1, Math.max(0, Math.round((at - from) / bucketMs)));
    },
    nearest: (elapsed) => {
      if (from + elapsed > now + half) return nearestAhead(from + elapsed);
      return elapsed > now - from - bucketMs / 2 ? present : Math.max(0, Math.round(elapsed / bucketMs));
    },
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
