// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { AreaInfo } from "../../state/statics";
import {
  frameAt,
  inside,
  mainDirection,
  middleOf,
  polygonsOf,
  type Shape,
  toDegrees,
  toMetres,
  turn,
} from "./geometry";

type XY = readonly [number, number];

/** Places for columns: longitude and latitude, and the area that each belongs to. */
export interface Cells {
  readonly count: number;
  readonly position: Float64Array;
  readonly area: Uint16Array;
}

/** Midpoints of `count` equal parts of an interval, kept `spacing` apart and centred. */
function along(low: number, high: number, spacing: number): number[] {
  const count = Math.max(1, Math.floor((high - low) / spacing));
  const start = (low + high) / 2 - ((count - 1) * spacing) / 2;
  return Array.from({ length: count }, (_, i) => start + i * spacing);
}

function cellsOfPolygon(rings: readonly (readonly XY[])[], spacing: number): XY[] {
  const angle = mainDirection(rings[0] ?? []);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = rings.map((ring) => ring.map((corner) => turn(corner, cos, -sin)));
  const xs = (turned[0] ?? []).map(([x]) => x);
  const ys = (turned[0] ?? []).map(([, y]) => y);
  const rows = along(Math.min(...ys), Math.max(...ys), spacing);
  const columns = along(Math.min(...xs), Math.max(...xs), spacing);
  const found: XY[] = [];
  for (const y of rows)
    for (const x of columns) if (inside(turned, [x, y])) found.push(turn([x, y], cos, sin));
  return found;
}

/** Where the columns of one area stand; always the same for the same area and spacing, and never none. */
export function cellsOfArea(shape: Shape, spacing: number): XY[] {
  const middle = middleOf(shape);
  const frame = frameAt(middle);
  const found = polygonsOf(shape).flatMap((polygon) =>
    cellsOfPolygon(
      polygon.map((ring) => ring.map((corner) => toMetres(frame, corner))),
      spacing,
    ),
  );
  return found.length > 0 ? found.map((cell) => toDegrees(frame, cell)) : [middle];
}

export function makeCells(areas: readonly Pick<AreaInfo, "geometry">[], spacing: number): Cells {
  const perArea = areas.map((area) => cellsOfArea(area.geometry, spacing));
  const count = perArea.reduce((total, cells) => total + cells.length, 0);
  const cells: Cells = {
    count,
    position: new Float64Array(count * 3),
    area: new Uint16Array(count),
  };
  let next = 0;
  perArea.forEach((places, area) => {
    for (const [lon, lat] of places) {
      cells.position.set([lon, lat, 0], next * 3);
      cells.area[next] = area;
      next += 1;
    }
  });
  return cells;
}

const SPACINGS = [3, 3.6, 4.5, 5.4, 6.5, 7.8, 9, 11, 13, 15.5, 18, 22, 26, 31, 36, 44, 52, 62, 75, 90, 110];
const SPACING_PX = 11;

/** The smallest spacing, of a few fixed ones, at which columns can still be told apart. */
export function spacingFor(metresPerPixel: number): number {
  return SPACINGS.find((spacing) => spacing >= SPACING_PX * metresPerPixel) ?? 110;
}

export function metresPerPixel(zoom: number, latitude: number): number {
  return (40_075_016.686 * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom);
}

/** The map that a city folder's zoom is meant for, in pixels: that of a screen of 1600 by 900. */
const REFERENCE = { width: 760, height: 620 };

/** The zoom at which a map of another size shows as much of the city, give or take one level. */
export function fittingZoom(zoom: number, width: number, height: number): number {
  const ratio = Math.min(width / REFERENCE.width, height / REFERENCE.height);
  return zoom + Math.max(-1, Math.min(1, Math.log2(Math.max(ratio, 0.01))));
}
