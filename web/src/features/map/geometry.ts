// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { MultiPolygon, Polygon, Position } from "geojson";

/** Metres per degree, near one place: enough for a city. */
export interface LocalFrame {
  readonly lon: number;
  readonly lat: number;
  readonly perLon: number;
  readonly perLat: number;
}

type XY = readonly [number, number];
export type Shape = Polygon | MultiPolygon;

export const polygonsOf = (shape: Shape): Position[][][] =>
  shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;

/** The mean of the outer corners: a place to hang a pin on, not a centre of gravity. */
export function middleOf(shape: Shape): XY {
  const corners = polygonsOf(shape).flatMap((rings) => (rings[0] ?? []).slice(1));
  const sum = corners.reduce<[number, number]>(([x, y], [lon = 0, lat = 0]) => [x + lon, y + lat], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}

export function frameAt([lon, lat]: XY): LocalFrame {
  const perLat = 111_132;
  return { lon, lat, perLat, perLon: 111_320 * Math.cos((lat * Math.PI) / 180) };
}

export const toMetres = (frame: LocalFrame, [lon = 0, lat = 0]: readonly number[]): XY => [
  (lon - frame.lon) * frame.perLon,
  (lat - frame.lat) * frame.perLat,
];

export const toDegrees = (frame: LocalFrame, [x, y]: XY): XY => [
  frame.lon + x / frame.perLon,
  frame.lat + y / frame.perLat,
];

export const turn = ([x, y]: XY, cos: number, sin: number): XY => [x * cos - y * sin, x * sin + y * cos];

/** Even-odd over all rings, so that holes are outside. */
export function inside(rings: readonly (readonly XY[])[], [x, y]: XY): boolean {
  let odd = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i] as XY;
      const [xj, yj] = ring[j] as XY;
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
  }
  return odd;
}

/** The direction of the longest side, in radians: rows of columns run along a street, not across it. */
export function mainDirection(ring: readonly XY[]): number {
  let longest = 0;
  let direction = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0, y0] = ring[i] as XY;
    const [x1, y1] = ring[i + 1] as XY;
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length > longest + 1e-6) {
      longest = length;
      direction = Math.atan2(y1 - y0, x1 - x0);
    }
  }
  return direction;
}
