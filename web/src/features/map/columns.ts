// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { levelOf } from "../../picture/levelScale";
import type { Picture } from "../../picture/picture";
import type { Cells } from "./cells";

export type Rgb = readonly [number, number, number];

/** What the columns look like for one picture: heights in full columns and colours, per cell. */
export interface ColumnLook {
  /** The estimate. */
  readonly height: Float32Array;
  readonly colour: Uint8Array;
  /** The same for edges; see-through where nothing is drawn. */
  readonly edge: Uint8Array;
  /** The upper end of the band; as high as the column where the band is too narrow to see. */
  readonly ghost: Float32Array;
  /** In the colour of the level that the upper end would be; see-through where there is nothing to see. */
  readonly ghostColour: Uint8Array;
}

const GREY: Rgb = [96, 108, 124];

/** A column that stands for something, however little, is never flat. */
const LOWEST = 0.02;
/** A band that reaches less far above its column, in full columns, would only be noise. */
const NARROW = 0.035;
/** A band may reach off the screen: further than this it tells nothing more. */
const HIGHEST = 1.7;

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** What the columns need to know of the areas, in the order of the cells. */
export interface ColumnPlace {
  readonly id: string;
  /** From how many persons the levels 2 to 5 begin. */
  readonly starts: readonly number[];
}

/** How full a place is, as a share of where level 5 begins; NaN where that is not known. */
export const loadOf = (persons: number, starts: readonly number[]): number =>
  persons / (starts[starts.length - 1] ?? Number.NaN);

/** One area's share of the look: the same for each of its cells. */
interface AreaLook {
  readonly height: number;
  readonly ghost: number;
  readonly colour: Rgb;
  readonly edge: Rgb;
  readonly ghostColour: Rgb;
}

function areaLook(
  { id, starts }: ColumnPlace,
  picture: Picture,
  full: number,
  palette: readonly Rgb[],
  edges: readonly Rgb[],
): AreaLook | null {
  const row = picture.row.get(id);
  const level = row === undefined ? 0 : (picture.level[row] ?? 0);
  const load = row === undefined ? Number.NaN : loadOf(picture.persons[row] ?? Number.NaN, starts);
  if (row === undefined || level === 0 || Number.isNaN(load)) return null;
  const upper = picture.upper[row] ?? Number.NaN;
  const height = Math.max(LOWEST, load / full);
  const reach = Math.min(HIGHEST, loadOf(upper, starts) / full);
  const faded = picture.quality[row] === "stale" ? 0.65 : 0;
  const isWide = reach - height > NARROW;
  return {
    height,
    ghost: isWide ? reach : height,
    colour: mix(palette[level] ?? GREY, GREY, faded),
    edge: mix(edges[level] ?? GREY, GREY, faded),
    ghostColour: mix(
      edges[isWide ? Math.max(level, levelOf(upper, starts)) : level] ?? GREY,
      GREY,
      faded / 2,
    ),
  };
}

/**
 * All columns of an area are alike, for they stand for the area as a whole: as high as its estimate, in the colour of
 * its level, with a ghost up to the upper end of its band. Nothing is drawn where nothing is known.
 */
export function lookOf(
  cells: Cells,
  places: readonly ColumnPlace[],
  picture: Picture,
  full: number,
  palette: readonly Rgb[],
  edges: readonly Rgb[] = palette,
): ColumnLook {
  const looks = places.map((place) => areaLook(place, picture, full, palette, edges));
  const height = new Float32Array(cells.count);
  const ghost = new Float32Array(cells.count);
  const colour = new Uint8Array(cells.count * 4);
  const edge = new Uint8Array(cells.count * 4);
  const ghostColour = new Uint8Array(cells.count * 4);
  for (let i = 0; i < cells.count; i++) {
    const look = looks[cells.area[i] ?? 0];
    if (!look) continue;
    height[i] = look.height;
    ghost[i] = look.ghost;
    paint(colour, i, look.colour);
    paint(edge, i, look.edge);
    if (look.ghost > look.height) paint(ghostColour, i, look.ghostColour);
  }
  return { height, colour, edge, ghost, ghostColour };
}

function paint(column: Uint8Array, cell: number, [red, green, blue]: Rgb): void {
  const at = cell * 4;
  column[at] = red;
  column[at + 1] = green;
  column[at + 2] = blue;
  column[at + 3] = 255;
}

/** A round number at or above the value. */
export function niceCeil(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step =
    [1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(2));
}

/** Below this a full column would make a few people look like a crowd. */
const LOWEST_SCALE = 0.5;

/**
 * What a full column stands for, as a share of where level 5 begins. It only ever goes up: a scale that follows the
 * night down would show a quiet night as tall as a busy day.
 */
export function heightScale(
  previous: number | null,
  picture: Picture,
  places: readonly ColumnPlace[],
): number {
  let highest = LOWEST_SCALE;
  for (const { id, starts } of places) {
    const load = loadOf(picture.persons[picture.row.get(id) ?? -1] ?? Number.NaN, starts);
    highest = Math.max(highest, load || 0);
  }
  return Math.max(previous ?? 0, niceCeil(highest));
}
