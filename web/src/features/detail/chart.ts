// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ScaleLinear, type ScaleTime, scaleLinear, scaleUtc } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import type { HistoryJson } from "../../api/types";
import type { FanPoint } from "../../forecast/fan";

/** One bucket of the history; NaN and level 0 mean "not known". `time` is the middle of the bucket. */
export interface HistoryPoint {
  readonly start: number;
  readonly time: number;
  readonly persons: number;
  /** The 90 % band of persons. */
  readonly lower: number;
  readonly upper: number;
  readonly density: number;
  readonly flow: number;
  readonly level: number;
}

export function pointsOf(history: HistoryJson): HistoryPoint[] {
  const half = (history.bucketS * 1000) / 2;
  return history.time.map((text, i) => ({
    start: Date.parse(text),
    time: Date.parse(text) + half,
    persons: history.persons[i] ?? Number.NaN,
    lower: history.personsLower[i] ?? Number.NaN,
    upper: history.personsUpper[i] ?? Number.NaN,
    density: history.densityPerM2[i] ?? Number.NaN,
    flow: history.flowPerMMin[i] ?? Number.NaN,
    level: history.level[i] ?? 0,
  }));
}

export interface Scales {
  readonly x: ScaleTime<number, number>;
  readonly y: ScaleLinear<number, number>;
}

/** The upper end of the band, or the line itself where no band is known. */
const top = (point: HistoryPoint): number => (Number.isNaN(point.upper) ? point.persons : point.upper);
const bottom = (point: HistoryPoint): number => (Number.isNaN(point.lower) ? point.persons : point.lower);

export function scalesOf(
  points: readonly HistoryPoint[],
  period: { from: number; to: number },
  box: { left: number; right: number; top: number; bottom: number },
  capacity: number | null,
  fan: readonly FanPoint[] = [],
): Scales {
  const counted = points.reduce((most, point) => Math.max(most, top(point) || 0), 1);
  // A very wide band of 95 % may leave the chart: the rest is to stay readable. The table tells it whole.
  const foreseen = fan.reduce((most, point) => Math.max(most, point.upper80 || point.median || 0), counted);
  const highest = fan.reduce(
    (most, point) => Math.max(most, Math.min(point.upper95 || 0, 1.5 * foreseen)),
    foreseen,
  );
  // A capacity far above what is there would flatten the line; then it is told in words only.
  const limit = capacity !== null && capacity < highest * 2.5 ? capacity * 1.05 : 0;
  return {
    x: scaleUtc().domain([period.from, period.to]).range([box.left, box.right]),
    y: scaleLinear()
      .domain([0, Math.max(highest, limit)])
      .nice(4)
      .range([box.bottom, box.top]),
  };
}

export function linePath(points: readonly HistoryPoint[], { x, y }: Scales): string {
  const path = line<HistoryPoint>()
    .defined((point) => !Number.isNaN(point.persons))
    .x((point) => x(point.time))
    .y((point) => y(point.persons))
    .curve(curveMonotoneX);
  return path([...points]) ?? "";
}

export function bandPath(points: readonly HistoryPoint[], { x, y }: Scales): string {
  const path = area<HistoryPoint>()
    .defined((point) => !Number.isNaN(point.persons))
    .x((point) => x(point.time))
    .y0((point) => y(bottom(point)))
    .y1((point) => y(top(point)))
    .curve(curveMonotoneX);
  return path([...points]) ?? "";
}

type Edge = "lower80" | "upper80" | "lower95" | "upper95";

/** A band of the fan; broken where nothing is foreseen. */
export function fanPath(
  points: readonly FanPoint[],
  { x, y }: Scales,
  [lower, upper]: readonly [Edge, Edge],
): string {
  const path = area<FanPoint>()
    .defined((point) => !Number.isNaN(point[lower]) && !Number.isNaN(point[upper]))
    .x((point) => x(point.time))
    .y0((point) => y(point[lower]))
    .y1((point) => y(point[upper]))
    .curve(curveMonotoneX);
  return path([...points]) ?? "";
}

/** The median of the fan, or what the reference says. */
export function fanLine(
  points: readonly FanPoint[],
  { x, y }: Scales,
  value: "median" | "reference",
): string {
  const path = line<FanPoint>()
    .defined((point) => !Number.isNaN(point[value]))
    .x((point) => x(point.time))
    .y((point) => y(point[value]))
    .curve(curveMonotoneX);
  return path([...points]) ?? "";
}
