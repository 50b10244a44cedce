// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { PictureJson } from "../api/types";

/** Three areas for tests: known, stale with nobody in it, and not known. */
export const JSON_PICTURE: PictureJson = {
  sequence: 7,
  epoch: "a",
  now: "2025-12-23T23:20:00Z",
  issuedAt: "2025-12-23T23:20:00Z",
  at: null,
  summary: {
    persons: 12,
    personsStandardError: 2,
    personsLower: 9,
    personsUpper: 16,
    areas: 3,
    areasKnown: 2,
    areasAboveLimit: 0,
    highestLevel: 3,
    areasInDoubt: 1,
    datastreamsFresh: 1,
    datastreams: 3,
    newestPhenomenonTime: "2025-12-23T23:00:00Z",
  },
  areaIds: ["quay", "queen", "lane"],
  persons: [12, 0, null],
  personsStandardError: [2, 0.5, null],
  personsLower: [9, 0, null],
  personsUpper: [17, 1, null],
  densityPerM2: [0.2, 0, null],
  densityPerM2StandardError: [0.03, 0.01, null],
  flowPerMMin: [9, 0, null],
  flowPerMMinStandardError: [1, 0.2, null],
  level: [3, 1, null],
  levelLikely: [2, 1, null],
  levelProbability: [[0.1, 0.6, 0.3, 0, 0], [1, 0, 0, 0, 0], null],
  quality: ["good", "stale", "missing"],
  doubt: ["not-corroborated", "none", "none"],
  phenomenonTime: ["2025-12-23T22:00:00Z", "2025-12-23T20:00:00Z", null],
  phenomenonTimeEnd: ["2025-12-23T23:00:00Z", "2025-12-23T21:00:00Z", null],
  stoppedActivities: [],
  belowK: [null, null, null],
  availableAt: ["2025-12-23T23:00:00Z", "2025-12-23T21:00:00Z", null],
};
