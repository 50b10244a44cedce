// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodeFan, isOld, peakOf } from "./fan";
import { AREA_FORECAST } from "./forecast.fixture";

const MINUTE = 60_000;

describe("a fan", () => {
  const { points } = decodeFan(AREA_FORECAST);

  it("keeps apart what is not foreseen and nobody", () => {
    expect(points[2]).toMatchObject({
      median: Number.NaN,
      lower80: Number.NaN,
      level: 0,
      likely45: Number.NaN,
    });
    expect(points[2]?.reference).toBe(27);
  });

  it("knows for how long each step stands, also where not every step is foreseen", () => {
    expect(points.map(({ lengthMs }) => lengthMs / MINUTE)).toEqual([15, 15, 60, 60]);
  });

  it("tells how likely it is to be too full", () => {
    expect(points[3]?.likely45).toBeCloseTo(0.3);
  });

  it("has its peak where the median is highest", () => {
    expect(peakOf(points)?.median).toBe(40);
    expect(peakOf([])).toBeNull();
  });

  it("is empty where there is none", () => {
    expect(decodeFan({ ...AREA_FORECAST, status: "none", time: [] }).points).toEqual([]);
  });
});

describe("a forecast", () => {
  it("is old when the next one and the one after it did not come", () => {
    const issued = Date.parse("2025-12-24T00:05:00Z");
    expect(isOld(issued, issued + 119 * MINUTE, 60)).toBe(false);
    expect(isOld(issued, issued + 121 * MINUTE, 60)).toBe(true);
    expect(isOld(issued, issued + 1e9, Number.NaN)).toBe(false);
  });
});
