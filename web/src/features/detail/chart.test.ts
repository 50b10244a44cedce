// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { bandPath, linePath, pointsOf, scalesOf } from "./chart";

const history = {
  areaId: "quay",
  bucketS: 3600,
  time: ["2025-12-24T00:00:00Z", "2025-12-24T01:00:00Z", "2025-12-24T02:00:00Z", "2025-12-24T03:00:00Z"],
  persons: [10, null, 20, 30],
  personsStandardError: [2, null, 3, 4],
  personsLower: [7, null, 15, 24],
  personsUpper: [14, null, 26, 38],
  densityPerM2: [0.1, null, 0.2, 0.3],
  flowPerMMin: [1, null, 2, 3],
  level: [1, null, 2, 2],
  quality: ["good" as const, "missing" as const, "good" as const, "good" as const],
};
const points = pointsOf(history);
const period = { from: Date.parse("2025-12-24T00:00:00Z"), to: Date.parse("2025-12-24T04:00:00Z") };
const box = { left: 0, right: 100, top: 0, bottom: 50 };

describe("the history chart", () => {
  it("breaks its line and band where nothing is known", () => {
    const scales = scalesOf(points, period, box, null);
    expect(linePath(points, scales).match(/M/g)).toHaveLength(2);
    expect(bandPath(points, scales).match(/M/g)).toHaveLength(2);
  });

  it("has room for the band and for a capacity that is near", () => {
    expect(scalesOf(points, period, box, null).y.domain()[1]).toBeGreaterThanOrEqual(38);
    expect(scalesOf(points, period, box, 60).y.domain()[1]).toBeGreaterThanOrEqual(60);
    expect(scalesOf(points, period, box, 6000).y.domain()[1]).toBeLessThan(100);
  });
});
