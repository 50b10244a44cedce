// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Picture } from "../../picture/picture";
import type { Cells } from "./cells";
import { normalQuantile } from "./normal";

export type Rgb = readonly [number, number, number];

/** What the columns look like for one picture: a height between 0 and about 1 and a colour per cell. */
export interface ColumnLook {
  readonly height: Float32Array;
  readonly colour: Uint8Array;
  /** The same for edges; see-through where nothing is drawn. */
  readonly edge: Uint8Array;
}

const GREY: Rgb = [96, 108, 124];

/** A column that stands for something, however little, is never flat. */
const LOWEST = 0.02;

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** The level at a quantile of the distribution over levels: the first whose cumulative probability reaches it. */
export function levelAt(
  probabilities: ArrayLike<number>,
  offset: number,
  quantile: number,
  otherwise: number,
): number {
  let sum = 0;
  for (let level = 1; level <= 5; level++) {
    const share = probabilities[offset + level - 1] ?? Number.NaN;
    if (Number.isNaN(share)) return otherwise;
    sum += share;
    if (quantile <= sum) return level;
  }
  return otherwise;
}

/**
 * Every cell shows one quantile of its area's estimate, in height (density) and in colour (level). An area that is
 * well known is even; doubt makes it uneven and mixed. Nothing is drawn where nothing is known.
 */
export function lookOf(
  cells: Cells,
  areaIds: readonly string[],
  picture: Picture,
  fullDensity: number,
  palette: readonly Rgb[],
  edges: readonly Rgb[] = palette,
): ColumnLook {
  const height = new Float32Array(cells.count);
  const colour = new Uint8Array(cells.count * 4);
  const edge = new Uint8Array(cells.count * 4);
  for (let i = 0; i < cells.count; i++) {
    const row = picture.row.get(areaIds[cells.area[i] ?? 0] ?? "");
    const level = row === undefined ? 0 : (picture.level[row] ?? 0);
    const density = row === undefined ? Number.NaN : (picture.density[row] ?? Number.NaN);
    if (row === undefined || level === 0 || Number.isNaN(density)) continue;
    const quantile = cells.quantile[i] ?? 0.5;
    const value = density + normalQuantile(quantile) * (picture.densityError[row] || 0);
    height[i] = Math.max(LOWEST, value / fullDensity);
    const shown = levelAt(picture.levelProbability, row * 5, quantile, level);
    const faded = picture.quality[row] === "stale" ? 0.65 : 0;
    colour.set([...mix(palette[shown] ?? GREY, GREY, faded), 255], i * 4);
    edge.set([...mix(edges[shown] ?? GREY, GREY, faded), 255], i * 4);
  }
  return { height, colour, edge };
}

/** A round number at or above the value. */
export function niceCeil(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step =
    [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(2));
}

/** Below this density a full column would make a few people look like a crowd. */
const LOWEST_SCALE = 0.05;

/**
 * The density that a full column stands for. It only ever goes up: a scale that follows the night down would show a
 * quiet night as tall as a busy day.
 */
export function heightScale(previous: number | null, picture: Picture): number {
  let highest = LOWEST_SCALE;
  picture.density.forEach((density, i) => {
    highest = Math.max(highest, (density || 0) + (picture.densityError[i] || 0));
  });
  return Math.max(previous ?? 0, niceCeil(highest));
}
