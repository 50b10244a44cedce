// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { KindScale } from "../api/types";
import type { AreaInfo } from "../state/statics";

/** How many levels there are. */
export const LEVELS = 5;

/** From how many persons each of the levels 2 to 5 begins in an area; empty when that cannot be said. */
export function levelStarts(
  info: Pick<AreaInfo, "kind" | "capacityPersons" | "usableAreaM2">,
  kinds: Record<string, KindScale>,
): { level: number; persons: number }[] {
  const scale = kinds[info.kind];
  if (!scale) return [];
  const unit = scale.quantity === "shareOfCapacity" ? info.capacityPersons : info.usableAreaM2;
  if (!unit) return [];
  return scale.breaks.map((at, i) => ({ level: i + 2, persons: at * unit }));
}

/** The level that so many persons would be. */
export const levelOf = (persons: number, starts: readonly number[]): number =>
  1 + starts.filter((start) => persons >= start).length;

/** Level 5 has no end of its own: it is drawn up to this multiple of where it begins. */
const LAST_LEVEL = 1.6;

/**
 * Where a number of persons stands, from 0 to 1, on an axis on which every level is equally wide: it tells which levels
 * a band touches, for a small square and a long beach alike.
 */
export function placeOnLevels(persons: number, starts: readonly number[]): number {
  const ends = [0, ...starts, (starts.at(-1) ?? 1) * LAST_LEVEL];
  const level = Math.min(levelOf(persons, starts), ends.length - 1);
  const [from = 0, to = 1] = [ends[level - 1], ends[level]];
  const within = Math.min(1, Math.max(0, (persons - from) / (to - from)));
  return (level - 1 + within) / (ends.length - 1);
}
