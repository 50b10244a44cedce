// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { FanPoint } from "../../forecast/fan";
import type { HistoryPoint } from "./chart";

/** One place on the chart that can be read: of what was counted, or of what is foreseen. */
export interface Probe {
  readonly start: number;
  readonly time: number;
  /** The level of the step; 0 when it is not known. */
  readonly level: number;
  readonly point: HistoryPoint | null;
  readonly ahead: FanPoint | null;
}

export function probesOf(points: readonly HistoryPoint[], fan: readonly FanPoint[]): Probe[] {
  const last = points.at(-1)?.start ?? Number.NEGATIVE_INFINITY;
  return [
    ...points.map((point) => ({
      start: point.start,
      time: point.time,
      level: point.level,
      point,
      ahead: null,
    })),
    // A step of which the first part was counted already is read as counted.
    ...fan
      .filter(({ start }) => start > last)
      .map((ahead) => ({ start: ahead.start, time: ahead.time, level: ahead.level, point: null, ahead })),
  ];
}

const PAGE = 6;

/** Where a key takes the reader, who begins at now; null when the key is none of the chart's. */
export function stepTo(key: string, place: number, probes: readonly Probe[], now: number): number | null {
  const last = probes.length - 1;
  if (last < 0) return null;
  const by: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -PAGE,
    PageUp: PAGE,
    Home: -last,
    End: last,
  };
  const change = by[key];
  if (change === undefined) return null;
  const present = Math.max(
    0,
    probes.findLastIndex(({ start }) => start <= now),
  );
  const from = place < 0 ? present : place;
  return Math.min(last, Math.max(0, from + change));
}
