// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

export type Position = readonly number[];
export type Point = readonly [number, number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From longitude and latitude to metres on a plane, turned so that `bearing` is up; y goes down as on a screen. */
export function projection(centre: Position, bearing: number): (position: Position) => Point {
  const [lon0 = 0, lat0 = 0] = centre;
  const east = 111_320 * Math.cos((lat0 * Math.PI) / 180);
  const angle = (bearing * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([lon = 0, lat = 0]) => {
    const [x, y] = [(lon - lon0) * east, (lat - lat0) * 111_320];
    return [x * cos - y * sin, -(x * sin + y * cos)];
  };
}

/** The smallest box around some points, with some room on every side, and never flatter than a share of its width. */
export function boxAround(points: readonly Point[], room: number, leastShare: number): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const width = (right - left) * (1 + 2 * room) || 1;
  const height = Math.max((bottom - top) * (1 + 2 * room), width * leastShare);
  return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
}

/** Which of some labels, each as the box it takes, can stand without lying over an earlier one, or over the edge. */
export function standing(labels: readonly Box[], within: Box): boolean[] {
  const kept: Box[] = [];
  return labels.map((label) => {
    const free = contains(within, label) && !kept.some((other) => overlap(other, label));
    if (free) kept.push(label);
    return free;
  });
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
