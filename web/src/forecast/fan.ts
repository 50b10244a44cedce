// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { AreaForecastJson, ForecastStatus, IssueJson } from "../api/forecast";

/** What is foreseen of one step; NaN and level 0 mean "there is none". `time` is the middle of the step. */
export interface FanPoint {
  readonly start: number;
  readonly lengthMs: number;
  readonly time: number;
  readonly median: number;
  readonly lower80: number;
  readonly upper80: number;
  readonly lower95: number;
  readonly upper95: number;
  /** What the reference says: what anyone would pick in the place of the method. */
  readonly reference: number;
  readonly level: number;
  /** How likely level 4 or 5 is. */
  readonly likely45: number;
  /** Below how many persons it is withheld; NaN when it is not. */
  readonly fewerThan: number;
}

/** What is foreseen of one area, and how it stands. */
export interface Fan {
  readonly status: ForecastStatus;
  readonly note: string;
  readonly noteNl: string;
  readonly issue: IssueJson | null;
  readonly points: readonly FanPoint[];
  /** What the reference is called; null when there is none beside it. */
  readonly reference: string | null;
}

/** How long each step stands for: of the days further away not every step is foreseen, and one stands for an hour. */
export function lengthsOf(starts: readonly number[], stepMs: number): number[] {
  const apart = starts.slice(1).map((start, i) => start - (starts[i] ?? start));
  return [...apart, apart.at(-1) ?? stepMs];
}

export function decodeFan(json: AreaForecastJson): Fan {
  const starts = json.time.map((text) => Date.parse(text));
  const lengths = lengthsOf(starts, (json.stepMin ?? 60) * 60_000);
  const at = (column: readonly (number | null)[] | undefined, i: number): number => column?.[i] ?? Number.NaN;
  return {
    status: json.status,
    note: json.note,
    noteNl: json.noteNl,
    issue: json.issue,
    reference: json.reference?.method ?? null,
    points: starts.map((start, i) => {
      const lengthMs = lengths[i] ?? 0;
      const shares = json.levelProbability[i];
      return {
        start,
        lengthMs,
        time: start + lengthMs / 2,
        median: at(json.median, i),
        lower80: at(json.lower80, i),
        upper80: at(json.upper80, i),
        lower95: at(json.lower95, i),
        upper95: at(json.upper95, i),
        reference: at(json.reference?.median, i),
        level: json.level[i] ?? 0,
        fewerThan: at(json.belowK, i),
        likely45: shares ? (shares[3] ?? 0) + (shares[4] ?? 0) : Number.NaN,
      };
    }),
  };
}

/** The step with the most persons; null when nothing is foreseen. */
export function peakOf(points: readonly FanPoint[]): FanPoint | null {
  return points.reduce<FanPoint | null>(
    (most, point) => (point.median > (most?.median ?? -1) ? point : most),
    null,
  );
}

/** So many times the time between two issues, and a forecast is old: one that did not come is no mishap yet. */
export const OLD_AFTER = 2;

/** Whether a forecast is older than it should be: the next one, and the one after it, did not come. */
export function isOld(issuedAt: number, now: number, everyMin: number): boolean {
  return now - issuedAt > OLD_AFTER * everyMin * 60_000;
}
