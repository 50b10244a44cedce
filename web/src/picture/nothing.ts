// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ActivityJson, StoppedActivityJson } from "../api/types";
import type { Picture } from "./picture";

/** What the screen shows of activities that are stopped, when the picture itself may not be had. */
export function stoppedOf(
  activities: readonly ActivityJson[],
  areaIds: readonly string[],
): StoppedActivityJson[] {
  return activities
    .filter(({ standing }) => !standing.isActive)
    .map(({ id, name, nameNl, standing }) => ({
      id,
      name,
      nameNl,
      state: standing.state,
      reason: standing.reason,
      reasonNl: standing.reasonNl,
      remedy: standing.remedy,
      remedyNl: standing.remedyNl,
      since: standing.since,
      areaIds: [...areaIds],
    }));
}

/** A picture in which nothing is known of any area, and why. */
export function pictureOfNothing(
  areas: readonly { readonly id: string }[],
  now: number,
  stopped: readonly StoppedActivityJson[],
): Picture {
  const unknown = (each = 1): Float64Array => new Float64Array(areas.length * each).fill(Number.NaN);
  const areaIds = areas.map(({ id }) => id);
  return {
    sequence: null,
    epoch: "",
    now,
    issuedAt: now,
    at: null,
    summary: {
      persons: Number.NaN,
      personsError: Number.NaN,
      lower: Number.NaN,
      upper: Number.NaN,
      areas: areas.length,
      areasKnown: 0,
      areasAboveLimit: 0,
      highestLevel: 0,
      fresh: 0,
      datastreams: 0,
      newest: Number.NaN,
      interval: 0,
    },
    areaIds,
    row: new Map(areaIds.map((id, index) => [id, index])),
    persons: unknown(),
    personsError: unknown(),
    lower: unknown(),
    upper: unknown(),
    density: unknown(),
    densityError: unknown(),
    flow: unknown(),
    flowError: unknown(),
    level: new Uint8Array(areas.length),
    levelLikely: new Uint8Array(areas.length),
    levelProbability: unknown(5),
    quality: areas.map(() => "missing"),
    doubt: areas.map(() => "none"),
    start: unknown(),
    end: unknown(),
    available: unknown(),
    fewerThan: unknown(),
    stopped,
    foreseen: null,
  };
}
