// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { AreaForecastJson, IssueJson } from "../api/forecast";

export const ISSUE: IssueJson = {
  number: 12,
  issuedAt: "2025-12-24T00:05:00Z",
  origin: "2025-12-24T00:00:00Z",
  method: "boosting/1",
  model: "",
  reference: "climatology/1",
  series: 2,
  leads: 4,
  seconds: 1.2,
  mistrust: "",
};

/** Four steps: two of 15 minutes, then two of an hour; of the third nothing is foreseen. */
export const AREA_FORECAST: AreaForecastJson = {
  seriesId: "area:quay",
  kind: "persons",
  placeId: "quay",
  name: "Quay",
  now: "2025-12-24T00:20:00Z",
  lead: [1, 2, 3, 7],
  quantiles: [],
  values: [],
  status: "own",
  note: "",
  noteNl: "",
  issue: ISSUE,
  stepMin: 15,
  time: ["2025-12-24T00:15:00Z", "2025-12-24T00:30:00Z", "2025-12-24T00:45:00Z", "2025-12-24T01:45:00Z"],
  median: [10, 20, null, 40],
  lower80: [8, 15, null, 20],
  upper80: [12, 25, null, 60],
  lower95: [6, 10, null, 5],
  upper95: [14, 30, null, 400],
  reference: { method: "climatology/1", median: [9, 18, 27, 36], lower80: [], upper80: [] },
  level: [1, 2, null, 4],
  levelLikely: [1, 2, null, 3],
  levelProbability: [[1, 0, 0, 0, 0], [0.2, 0.7, 0.1, 0, 0], null, [0, 0.1, 0.6, 0.2, 0.1]],
  belowK: [null, null, null, null],
};
