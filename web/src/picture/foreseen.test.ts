// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import type { ForecastPictureJson } from "../api/forecast";
import { ISSUE } from "../forecast/forecast.fixture";
import { decodeForecastPicture } from "./foreseen";
import { readArea } from "./picture";

const JSON_AHEAD: ForecastPictureJson = {
  now: "2025-12-24T00:20:00Z",
  at: "2025-12-24T03:00:00Z",
  time: "2025-12-24T03:00:00Z",
  timeEnd: "2025-12-24T04:00:00Z",
  issue: ISSUE,
  bandShare: 0.8,
  summary: { persons: 12, areas: 3, areasForeseen: 1, areasAboveLimit: 0, highestLevel: 2 },
  areaIds: ["quay", "queen", "lane"],
  personsForecast: [12, null, null],
  personsLower: [9, null, null],
  personsUpper: [17, null, null],
  personsLower95: [7, null, null],
  personsUpper95: [21, null, null],
  personsReference: [11, null, null],
  noteNl: ["", "", "Geen tellingen."],
  densityPerM2: [0.2, null, null],
  level: [2, null, null],
  levelLikely: [1, null, null],
  levelProbability: [[0.8, 0.2, 0, 0, 0], null, null],
  status: ["own", "own", "none"],
  note: ["", "", "No counts."],
  belowK: [5, 5, null],
};

it("shows a forecast as any picture, and says of every area that it is one", () => {
  const picture = decodeForecastPicture(JSON_AHEAD);
  expect(picture.foreseen?.issue?.method).toBe("boosting/1");
  expect(readArea(picture, "quay")).toMatchObject({
    persons: 12,
    lower: 9,
    upper: 17,
    level: 2,
    foreseen: "own",
  });
  expect(readArea(picture, "quay")?.fewerThan).toBeNaN();
});

it("keeps apart what may not be told and what is not foreseen", () => {
  const picture = decodeForecastPicture(JSON_AHEAD);
  expect(readArea(picture, "queen")).toMatchObject({
    quality: "withheld",
    fewerThan: 5,
    persons: Number.NaN,
  });
  expect(readArea(picture, "lane")).toMatchObject({ quality: "missing", foreseen: "none", level: 0 });
});
