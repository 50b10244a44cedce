// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ForecastTimelineJson } from "../api/forecast";
import { fromLocalInput, toLocalInput } from "../format/zone";
import { lengthsOf } from "./fan";

/** One foreseen step of the whole city; persons NaN and level 0 mean "not known". */
export interface AheadBar {
  readonly start: number;
  readonly lengthMs: number;
  readonly persons: number;
  readonly level: number;
}

const DAY = 86_400_000;

/** The foreseen steps that have not ended yet. */
export function aheadOf(timeline: ForecastTimelineJson | null, now: number): AheadBar[] {
  if (!timeline) return [];
  const starts = timeline.time.map((text) => Date.parse(text));
  const lengths = lengthsOf(starts, (timeline.stepMin ?? 60) * 60_000);
  return starts
    .map((start, i) => ({
      start,
      lengthMs: lengths[i] ?? 0,
      persons: timeline.persons[i] ?? Number.NaN,
      level: timeline.level[i] ?? 0,
    }))
    .filter(({ start }) => start > now);
}

/** The steps put together into buckets that begin with a step: of each the most persons and the highest level. */
export function gathered(bars: readonly AheadBar[], bucketMs: number): AheadBar[] {
  const found: AheadBar[] = [];
  for (const bar of bars) {
    const last = found.at(-1);
    if (!last || bar.start >= last.start + bucketMs || bar.lengthMs >= bucketMs) found.push(bar);
    else
      found[found.length - 1] = {
        start: last.start,
        lengthMs: bar.start + bar.lengthMs - last.start,
        persons: Number.isNaN(last.persons) ? bar.persons : Math.max(last.persons, bar.persons || 0),
        level: Math.max(last.level, bar.level),
      };
  }
  return found;
}

/** A choice of time ahead that people speak of. */
export type Soon = "tomorrow" | "weekend";

/** Midnight of the city's day that lies so many days after that of a moment. */
export function midnight(moment: number, days: number, zone: string): number {
  const day = Date.parse(`${toLocalInput(moment, zone).slice(0, 10)}T00:00Z`) + days * DAY;
  return fromLocalInput(new Date(day).toISOString().slice(0, 16), zone);
}

/** From when until when "tomorrow" or "this weekend" is; on a Saturday or Sunday that weekend is meant, from now. */
export function periodOf(soon: Soon, now: number, zone: string): { from: number; to: number } {
  if (soon === "tomorrow") return { from: midnight(now, 1, zone), to: midnight(now, 2, zone) };
  const weekday = new Date(`${toLocalInput(now, zone).slice(0, 10)}T00:00Z`).getUTCDay();
  if (weekday === 0) return { from: now, to: midnight(now, 1, zone) };
  if (weekday === 6) return { from: now, to: midnight(now, 2, zone) };
  return { from: midnight(now, 6 - weekday, zone), to: midnight(now, 8 - weekday, zone) };
}

/** The busiest step of a period; null when nothing of it is foreseen. */
export function busiestIn(bars: readonly AheadBar[], period: { from: number; to: number }): number | null {
  let best: AheadBar | null = null;
  for (const bar of bars) {
    if (bar.start < period.from || bar.start >= period.to || Number.isNaN(bar.persons)) continue;
    if (!best || bar.persons > best.persons) best = bar;
  }
  return best?.start ?? null;
}
