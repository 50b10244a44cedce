// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ForecastStatus, IssueJson } from "../api/forecast";
import type { Doubt, PictureJson, Quality, StoppedActivityJson } from "../api/types";

/**
 * One picture of the whole city, as typed arrays outside React: row i of every column is area `areaIds[i]`.
 * Numbers that are not known are NaN, a level that is not known is 0, times are milliseconds since 1970.
 */
export interface Picture {
  readonly sequence: number | null;
  readonly epoch: string;
  readonly now: number;
  readonly issuedAt: number;
  readonly at: number | null;
  readonly summary: Summary;
  readonly areaIds: readonly string[];
  readonly row: ReadonlyMap<string, number>;
  readonly persons: Float64Array;
  readonly personsError: Float64Array;
  /** The band of persons: nine times in ten the truth lies in it, eight times in ten where it is foreseen. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly density: Float64Array;
  readonly densityError: Float64Array;
  readonly flow: Float64Array;
  readonly flowError: Float64Array;
  /** The highest level that is at least 10 % likely. */
  readonly level: Uint8Array;
  /** The level in which the most likely number lies; never above `level`. */
  readonly levelLikely: Uint8Array;
  /** Five probabilities per area; five times NaN when not known. */
  readonly levelProbability: Float64Array;
  readonly quality: readonly Quality[];
  readonly doubt: readonly Doubt[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly available: Float64Array;
  /** Below how many contributors the values of an area are withheld; NaN when they are not. */
  readonly fewerThan: Float64Array;
  /** Processing activities whose data may not pass now. */
  readonly stopped: readonly StoppedActivityJson[];
  /** What makes this a forecast; null for what was observed. */
  readonly foreseen: Foreseen | null;
}

/** By whom, when and for which step a picture was foreseen. */
export interface Foreseen {
  readonly issue: IssueJson | null;
  readonly status: readonly ForecastStatus[];
}

export interface Summary {
  readonly persons: number;
  readonly personsError: number;
  readonly lower: number;
  readonly upper: number;
  readonly areas: number;
  readonly areasKnown: number;
  readonly areasAboveLimit: number;
  readonly highestLevel: number;
  readonly fresh: number;
  readonly datastreams: number;
  /** The end of the newest interval that was counted. */
  readonly newest: number;
  /** The longest interval that is counted over, in milliseconds. */
  readonly interval: number;
}

const LEVELS = 5;

/** A number, or NaN when it is not known. Zero stays zero: missing is not zero. */
export const known = (value: number | null | undefined): number => value ?? Number.NaN;
export const column = (values: (number | null)[]): Float64Array => Float64Array.from(values, known);
export const instant = (text: string | null | undefined): number => (text ? Date.parse(text) : Number.NaN);

export function levelColumn(values: (number | null)[]): Uint8Array {
  return Uint8Array.from(values, (value) => value ?? 0);
}

export function probabilityColumn(values: (number[] | null)[]): Float64Array {
  const flat = new Float64Array(values.length * LEVELS).fill(Number.NaN);
  values.forEach((row, index) => {
    if (row) flat.set(row.slice(0, LEVELS), index * LEVELS);
  });
  return flat;
}

function newestEnd(json: PictureJson): number {
  const ends = json.phenomenonTimeEnd.map(instant).filter((end) => !Number.isNaN(end));
  return ends.length > 0 ? Math.max(...ends) : instant(json.summary.newestPhenomenonTime);
}

function longestInterval(json: PictureJson): number {
  const lengths = json.phenomenonTimeEnd.map((end, i) => instant(end) - instant(json.phenomenonTime[i]));
  return lengths.reduce((longest, length) => Math.max(longest, length || 0), 0);
}

/** Half the width of a 90 % band in standard errors, for what only has those. */
export const HALF_BAND = 1.645;

export function decodePicture(json: PictureJson): Picture {
  const { summary } = json;
  return {
    sequence: json.sequence ?? null,
    epoch: String(json.epoch ?? ""),
    now: instant(json.now),
    issuedAt: instant(json.issuedAt),
    at: json.at ? instant(json.at) : null,
    summary: {
      persons: known(summary.persons),
      personsError: known(summary.personsStandardError),
      lower: known(summary.personsLower),
      upper: known(summary.personsUpper),
      areas: summary.areas,
      areasKnown: summary.areasKnown,
      areasAboveLimit: summary.areasAboveLimit,
      highestLevel: summary.highestLevel ?? 0,
      fresh: summary.datastreamsFresh,
      datastreams: summary.datastreams,
      newest: newestEnd(json),
      interval: longestInterval(json),
    },
    areaIds: json.areaIds,
    row: new Map(json.areaIds.map((id, index) => [id, index])),
    persons: column(json.persons),
    personsError: column(json.personsStandardError),
    lower: column(json.personsLower),
    upper: column(json.personsUpper),
    density: column(json.densityPerM2),
    densityError: column(json.densityPerM2StandardError),
    flow: column(json.flowPerMMin),
    flowError: column(json.flowPerMMinStandardError),
    level: levelColumn(json.level),
    levelLikely: levelColumn(json.levelLikely),
    levelProbability: probabilityColumn(json.levelProbability),
    quality: json.quality,
    doubt: json.doubt,
    start: Float64Array.from(json.phenomenonTime, instant),
    end: Float64Array.from(json.phenomenonTimeEnd, instant),
    available: Float64Array.from(json.availableAt, instant),
    fewerThan: column(json.belowK),
    stopped: json.stoppedActivities,
    foreseen: null,
  };
}

/** One area of a picture as plain values, for the parts of the screen that show a single area. */
export interface AreaReading {
  readonly id: string;
  readonly persons: number;
  readonly personsError: number;
  readonly lower: number;
  readonly upper: number;
  readonly density: number;
  readonly densityError: number;
  readonly flow: number;
  readonly flowError: number;
  readonly level: number;
  readonly levelLikely: number;
  readonly probabilities: readonly number[] | null;
  readonly quality: Quality;
  readonly doubt: Doubt;
  readonly start: number;
  readonly end: number;
  readonly available: number;
  /** Below how many contributors the values are withheld; NaN when they are not. */
  readonly fewerThan: number;
  /** Who foresaw it; null when it was observed. */
  readonly foreseen: ForecastStatus | null;
}

export function readArea(picture: Picture, id: string): AreaReading | null {
  const i = picture.row.get(id);
  if (i === undefined) return null;
  const probabilities = Array.from(picture.levelProbability.subarray(i * LEVELS, (i + 1) * LEVELS));
  return {
    id,
    persons: picture.persons[i] ?? Number.NaN,
    personsError: picture.personsError[i] ?? Number.NaN,
    lower: picture.lower[i] ?? Number.NaN,
    upper: picture.upper[i] ?? Number.NaN,
    density: picture.density[i] ?? Number.NaN,
    densityError: picture.densityError[i] ?? Number.NaN,
    flow: picture.flow[i] ?? Number.NaN,
    flowError: picture.flowError[i] ?? Number.NaN,
    level: picture.level[i] ?? 0,
    levelLikely: picture.levelLikely[i] ?? 0,
    probabilities: probabilities.some(Number.isNaN) ? null : probabilities,
    quality: picture.quality[i] ?? "missing",
    doubt: picture.doubt[i] ?? "none",
    start: picture.start[i] ?? Number.NaN,
    end: picture.end[i] ?? Number.NaN,
    available: picture.available[i] ?? Number.NaN,
    fewerThan: picture.fewerThan[i] ?? Number.NaN,
    foreseen: picture.foreseen ? (picture.foreseen.status[i] ?? "none") : null,
  };
}

/** The stopped activity that an area lacks its observations for; null when there is none. */
export function stoppedFor(picture: Picture | null, id: string): StoppedActivityJson | null {
  return picture?.stopped.find(({ areaIds }) => areaIds.includes(id)) ?? null;
}
