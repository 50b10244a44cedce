// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { type AheadBar, aheadOf, busiestIn, gathered, periodOf } from "./choices";
import { ISSUE } from "./forecast.fixture";

const HOUR = 3_600_000;
const ZONE = "Europe/Amsterdam";
const at = (text: string): number => Date.parse(text);
const bar = (start: number, persons: number, level = 1): AheadBar => ({
  start,
  lengthMs: HOUR,
  persons,
  level,
});

describe("the steps ahead", () => {
  it("begin after now, and keep nobody and not known apart", () => {
    const bars = aheadOf(
      {
        now: "",
        issue: ISSUE,
        stepMin: 60,
        time: ["2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z"],
        persons: [5, 0, null],
        level: [1, 1, null],
        areasForeseen: [1, 1, 0],
      },
      at("2026-11-21T12:20:00Z"),
    );
    expect(bars.map(({ persons, level }) => [persons, level])).toEqual([
      [0, 1],
      [Number.NaN, 0],
    ]);
  });

  it("are gathered without losing the busiest of them", () => {
    const bars = [bar(0, 3), bar(HOUR, 9, 4), bar(2 * HOUR, Number.NaN, 0), bar(3 * HOUR, 2)];
    expect(gathered(bars, 2 * HOUR)).toEqual([
      { start: 0, lengthMs: 2 * HOUR, persons: 9, level: 4 },
      { start: 2 * HOUR, lengthMs: 2 * HOUR, persons: 2, level: 1 },
    ]);
    expect(gathered(bars, HOUR / 2)).toEqual(bars);
  });
});

describe("what people call a time ahead", () => {
  const wednesday = at("2026-11-18T12:00:00Z");
  const saturday = at("2026-11-21T12:00:00Z");

  it("is the city's own day, not that of Greenwich", () => {
    expect(periodOf("tomorrow", wednesday, ZONE)).toEqual({
      from: at("2026-11-18T23:00:00Z"),
      to: at("2026-11-19T23:00:00Z"),
    });
  });

  it("has a day of 25 hours when the clock goes back", () => {
    const { from, to } = periodOf("tomorrow", at("2026-10-24T12:00:00Z"), ZONE);
    expect((to - from) / HOUR).toBe(25);
  });

  it("is the weekend that comes, or the one that it is", () => {
    expect(periodOf("weekend", wednesday, ZONE)).toEqual({
      from: at("2026-11-20T23:00:00Z"),
      to: at("2026-11-22T23:00:00Z"),
    });
    expect(periodOf("weekend", saturday, ZONE)).toEqual({ from: saturday, to: at("2026-11-22T23:00:00Z") });
    expect(periodOf("weekend", at("2026-11-22T12:00:00Z"), ZONE).to).toBe(at("2026-11-22T23:00:00Z"));
  });

  it("leads to its busiest step, or nowhere when nothing of it is foreseen", () => {
    const bars = [bar(saturday, 5), bar(saturday + HOUR, 8), bar(saturday + 2 * HOUR, Number.NaN)];
    const period = { from: saturday, to: saturday + 3 * HOUR };
    expect(busiestIn(bars, period)).toBe(saturday + HOUR);
    expect(busiestIn(bars, { from: saturday + 2 * HOUR, to: saturday + 9 * HOUR })).toBeNull();
  });
});
