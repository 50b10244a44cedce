// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { GateCollection } from "../../api/types";
import { type Flows, notable, OUTSIDE } from "../../picture/flows";
import type { AreaInfo } from "../../state/statics";
import { niceCeil } from "./columns";
import { frameAt, type LocalFrame, middleOf, toDegrees, toMetres } from "./geometry";

type XY = readonly [number, number];

/** A gate as the arrows need it: its middle, and the direction across it from its first area to its second. */
export interface GatePlace {
  readonly frame: LocalFrame;
  readonly first: string;
  readonly across: XY;
}

const unit = ([x, y]: XY): XY => {
  const length = Math.hypot(x, y) || 1;
  return [x / length, y / length];
};

/** Places of all gates by id. Across is square to the gate's line, on the side of the area that it leads to. */
export function gatePlaces(gates: GateCollection, areas: readonly AreaInfo[]): Map<string, GatePlace> {
  const middles = new Map(areas.map(({ id, geometry }) => [id, middleOf(geometry)]));
  const found = new Map<string, GatePlace>();
  for (const { id, geometry, properties } of gates.features) {
    const [a, b] = [geometry.coordinates[0] ?? [], geometry.coordinates.at(-1) ?? []];
    const middle: XY = [((a[0] ?? 0) + (b[0] ?? 0)) / 2, ((a[1] ?? 0) + (b[1] ?? 0)) / 2];
    const frame = frameAt(middle);
    const [from, to] = [toMetres(frame, a), toMetres(frame, b)];
    const square = unit([-(to[1] - from[1]), to[0] - from[0]]);
    const [first = OUTSIDE, second = OUTSIDE] = properties.areaIds;
    // Towards the second place, or away from the first where the second is outside.
    const target = middles.get(second);
    const source = middles.get(first);
    const [x, y] = target
      ? toMetres(frame, target)
      : source
        ? toMetres(frame, source).map((v) => -v)
        : square;
    const side = (x ?? 0) * square[0] + (y ?? 0) * square[1] < 0 ? -1 : 1;
    found.set(String(id), { frame, first, across: [square[0] * side, square[1] * side] });
  }
  return found;
}

/** One arrow through a gate. Directions of a gate keep right, so that the two stand beside each other. */
export interface Arrow {
  readonly frame: LocalFrame;
  readonly along: XY;
  /** From 0 to 1: how strong it is beside the strongest. */
  readonly strength: number;
  /** From 0 to 1: how sure it is. */
  readonly certainty: number;
}

/** More arrows than this cannot be told apart. */
const MOST_ARROWS = 60;
/** A flow of which the strongest is so many times as strong is left to the table. */
const WEAK = 20;

/** The arrows of the strongest flows, and what the widest one stands for. */
export function arrowsOf(
  flows: Flows,
  places: ReadonlyMap<string, GatePlace>,
): { arrows: Arrow[]; most: number } {
  const rows = notable(flows, MOST_ARROWS);
  const most = niceCeil(flows.rate[rows[0] ?? -1] || 1);
  const arrows: Arrow[] = [];
  for (const row of rows) {
    const place = places.get(flows.gate[row] ?? "");
    const rate = flows.rate[row] ?? Number.NaN;
    if (!place || rate < most / WEAK) continue;
    const sign = flows.origin[row] === place.first ? 1 : -1;
    arrows.push({
      frame: place.frame,
      along: [place.across[0] * sign, place.across[1] * sign],
      strength: Math.sqrt(rate / most),
      certainty: 1 - Math.min(1, (flows.error[row] || 0) / rate),
    });
  }
  return { arrows, most };
}

/** Lengths in pixels, seen from above. */
const LENGTH = 36;
const HEAD = 12;
const THIN = 1.4;
const THICK = 7;
const GAP = 1.5;

export const halfWidth = (strength: number): number => (THIN + (THICK - THIN) * strength) / 2;

/** A point of an arrow, in degrees: so many pixels along it, and to its right. */
export function pointOf({ frame, along, strength }: Arrow, pixel: number, ahead: number, aside: number): XY {
  const right: XY = [along[1], -along[0]];
  const lane = headHalf(strength) + GAP + aside;
  return toDegrees(frame, [
    (along[0] * ahead + right[0] * lane) * pixel,
    (along[1] * ahead + right[1] * lane) * pixel,
  ]);
}

const headHalf = (strength: number): number => halfWidth(strength) + 4;

/** The outline of an arrow, closed. `pixel` is how many metres a pixel of the map is. */
export function outlineOf(arrow: Arrow, pixel: number): XY[] {
  const [half, head] = [halfWidth(arrow.strength), headHalf(arrow.strength)];
  const [tail, neck, tip] = [-LENGTH / 2, LENGTH / 2 - HEAD, LENGTH / 2];
  const corners: XY[] = [
    [tail, -half],
    [neck, -half],
    [neck, -head],
    [tip, 0],
    [neck, head],
    [neck, half],
    [tail, half],
    [tail, -half],
  ];
  return corners.map(([ahead, aside]) => pointOf(arrow, pixel, ahead, aside));
}
