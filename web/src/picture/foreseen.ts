// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ForecastPictureJson } from "../api/forecast";
import { column, instant, known, levelColumn, type Picture, probabilityColumn } from "./picture";

/**
 * A forecast of the whole city as a picture, so that the map and the table show it as they show any other; `foreseen`
 * says that it is one. The band is the one of 80 %.
 */
export function decodeForecastPicture(json: ForecastPictureJson): Picture {
  const { summary, areaIds, status } = json;
  const unknown = (): Float64Array => new Float64Array(areaIds.length).fill(Number.NaN);
  return {
    sequence: null,
    epoch: "",
    now: instant(json.now),
    issuedAt: instant(json.issue?.issuedAt),
    at: instant(json.at),
    summary: {
      persons: known(summary.persons),
      personsError: Number.NaN,
      lower: Number.NaN,
      upper: Number.NaN,
      areas: summary.areas,
      areasKnown: summary.areasForeseen,
      areasAboveLimit: summary.areasAboveLimit,
      highestLevel: summary.highestLevel ?? 0,
      fresh: 0,
      datastreams: 0,
      newest: Number.NaN,
      interval: 0,
    },
    areaIds,
    row: new Map(areaIds.map((id, index) => [id, index])),
    persons: column(json.personsForecast),
    personsError: unknown(),
    lower: column(json.personsLower),
    upper: column(json.personsUpper),
    density: column(json.densityPerM2),
    densityError: unknown(),
    flow: unknown(),
    flowError: unknown(),
    level: levelColumn(json.level),
    levelLikely: levelColumn(json.levelLikely),
    levelProbability: probabilityColumn(json.levelProbability),
    quality: json.personsForecast.map((persons, i) =>
      persons !== null ? "good" : (json.belowK[i] ?? null) === null ? "missing" : "withheld",
    ),
    doubt: areaIds.map(() => "none"),
    start: new Float64Array(areaIds.length).fill(instant(json.time)),
    end: new Float64Array(areaIds.length).fill(instant(json.timeEnd)),
    available: unknown(),
    // Of values that are withheld the k is told; of others it only says what would be.
    fewerThan: Float64Array.from(json.belowK, (k, i) =>
      json.personsForecast[i] === null ? known(k) : Number.NaN,
    ),
    stopped: [],
    foreseen: { issue: json.issue, status },
  };
}
