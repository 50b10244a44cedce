// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodeFan } from "../../forecast/fan";
import { AREA_FORECAST } from "../../forecast/forecast.fixture";
import { fanLine, fanPath, type HistoryPoint, scalesOf } from "./chart";
import { probesOf, stepTo } from "./probe";

const { points: fan } = decodeFan(AREA_FORECAST);
const counted = (text: string, persons: number): HistoryPoint => ({
  start: Date.parse(text),
  time: Date.parse(text),
  persons,
  lower: persons,
  upper: persons,
  density: 0,
  flow: 0,
  level: 1,
});
const points = [counted("2025-12-23T23:45:00Z", 3), counted("2025-12-24T00:00:00Z", 5)];
const now = Date.parse("2025-12-24T00:20:00Z");

describe("the places that can be read on the chart", () => {
  const probes = probesOf(points, fan);

  it("go from what was counted to what is foreseen, each moment once", () => {
    expect(probes.map(({ ahead }) => ahead !== null)).toEqual([false, false, true, true, true, true]);
    expect(probesOf([...points, counted("2025-12-24T00:15:00Z", 6)], fan)).toHaveLength(6);
  });

  it("are read with the arrow keys, beginning at now", () => {
    expect(stepTo("ArrowRight", -1, probes, now)).toBe(3);
    expect(stepTo("ArrowLeft", -1, probes, now)).toBe(1);
    expect(stepTo("End", 0, probes, now)).toBe(5);
    expect(stepTo("Home", 4, probes, now)).toBe(0);
    expect(stepTo("Tab", 4, probes, now)).toBeNull();
    expect(stepTo("End", -1, [], now)).toBeNull();
  });
});

describe("the fan on the chart", () => {
  const period = { from: Date.parse("2025-12-23T23:00:00Z"), to: Date.parse("2025-12-24T03:00:00Z") };
  const scales = scalesOf(points, period, { left: 0, right: 100, top: 0, bottom: 50 }, null, fan);

  it("is broken where nothing is foreseen, the reference is not", () => {
    expect(fanPath(fan, scales, ["lower80", "upper80"]).match(/M/g)).toHaveLength(2);
    expect(fanLine(fan, scales, "median").match(/M/g)).toHaveLength(2);
    expect(fanLine(fan, scales, "reference").match(/M/g)).toHaveLength(1);
  });

  it("has room for the band of 80 %, and is not flattened by one very wide band of 95 %", () => {
    const [, highest = 0] = scales.y.domain();
    expect(highest).toBeGreaterThanOrEqual(60);
    expect(highest).toBeLessThan(200);
  });
});
