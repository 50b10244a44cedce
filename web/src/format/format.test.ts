// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { makeFormat } from "./format";
import { roundBand, roundMeasure } from "./measure";
import { fromLocalInput, localTicks, toLocalInput } from "./zone";

const nl = makeFormat("nl", "Europe/Amsterdam");
const en = makeFormat("en", "Pacific/Auckland");

it("never calls what is possible impossible, or what is likely certain", () => {
  const { chance } = makeFormat("en", "UTC");
  expect([0, 0.002, 0.42, 0.998, 1].map(chance)).toEqual(["0%", "<1%", "42%", ">99%", "100%"]);
});

describe("a value with its standard error", () => {
  it("promises no more digits than the error allows", () => {
    expect(roundMeasure(1234.4, 123, 0)).toMatchObject({ value: 1230, error: 120 });
    expect(roundMeasure(0.4212, 0.0512, 3)).toMatchObject({ value: 0.42, error: 0.05 });
  });

  it("is never shown finer than the quantity is", () => {
    expect(en.persons(12.34, 0.12)).toEqual({ value: "12", error: "<1" });
    expect(en.density(0.00421, 0.00051)).toEqual({ value: "0.004", error: "0.001" });
  });

  it("tells of a few people as finely as they are known", () => {
    expect(en.persons(0.42, 0.11)).toEqual({ value: "0.4", error: "0.1" });
    expect(en.density(0.0002, 0.0001)).toEqual({ value: "<0.001", error: null });
  });

  it("is written in the reader's form", () => {
    expect(nl.persons(12_345, 1200)).toEqual({ value: "12.300", error: "1.200" });
    expect(en.persons(12_345, 1200)).toEqual({ value: "12,300", error: "1,200" });
    expect(nl.density(0.42, 0.05)?.value).toBe("0,42");
  });

  it("is nothing when it is not known, and zero when it is zero", () => {
    expect(en.persons(Number.NaN, Number.NaN)).toBeNull();
    expect(en.persons(0, 3)).toEqual({ value: "0", error: "3" });
  });
});

describe("a value with its band", () => {
  it("promises no more digits than the band allows, and the band is rounded outwards", () => {
    expect(roundBand(3412, 2941, 4059)).toEqual({ value: 3400, lower: 2900, upper: 4100 });
    expect(roundBand(3412, 3162, 3662)).toEqual({ value: 3410, lower: 3160, upper: 3670 });
    expect(roundBand(4000, 3500, 4500.000000000001).upper).toBe(4500);
  });

  it("holds the value, and counts people whole", () => {
    for (const [value, lower, upper] of [
      [0.4, 0, 0.9],
      [7, 6.8, 7.3],
      [12, 12, 12],
      [949, 350, 1549],
    ] as const) {
      const rounded = roundBand(value, lower, upper);
      expect(rounded.lower).toBeLessThanOrEqual(rounded.value);
      expect(rounded.upper).toBeGreaterThanOrEqual(rounded.value);
      expect(rounded.lower).toBeGreaterThanOrEqual(0);
      expect(Object.values(rounded).every(Number.isInteger)).toBe(true);
    }
  });

  it("is written in the reader's form, and nothing when it is not known", () => {
    expect(nl.band(3412, 2941, 4059)).toEqual({ value: "3.400", lower: "2.900", upper: "4.100" });
    expect(en.band(3412, Number.NaN, Number.NaN)).toEqual({ value: "3,412", lower: null, upper: null });
    expect(en.band(Number.NaN, 1, 2)).toBeNull();
    expect(en.half(1316)).toBe("1,300");
  });
});

describe("times", () => {
  const noon = Date.parse("2025-12-23T23:00:00Z");

  it("are in the zone of the city, not of the reader", () => {
    expect(en.time(noon)).toBe("12:00");
    expect(nl.time(noon)).toBe("00:00");
  });

  it("are empty when not known", () => {
    expect(en.time(Number.NaN)).toBe("");
  });

  it("last in the largest unit that still tells something", () => {
    expect(en.duration(45_000)).toBe("45 secs");
    expect(en.duration(12 * 60_000)).toBe("12 mins");
    expect(en.duration(3 * 3_600_000)).toBe("3 hrs");
    expect(nl.durationLong(3 * 86_400_000)).toBe("3 dagen");
  });
});

describe("the clock of a zone", () => {
  it("goes to a date field and back", () => {
    const at = Date.parse("2025-12-23T17:00:00Z");
    expect(toLocalInput(at, "Pacific/Auckland")).toBe("2025-12-24T06:00");
    expect(fromLocalInput("2025-12-24T06:00", "Pacific/Auckland")).toBe(at);
  });

  it("is right on both sides of a change of the clock", () => {
    for (const text of ["2025-03-30T00:30", "2025-03-30T04:30", "2025-10-26T00:30", "2025-10-26T04:30"])
      expect(toLocalInput(fromLocalInput(text, "Europe/Amsterdam"), "Europe/Amsterdam")).toBe(text);
  });

  it("takes the first of the hour that comes twice", () => {
    expect(fromLocalInput("2025-10-26T02:30", "Europe/Amsterdam")).toBe(Date.parse("2025-10-26T00:30:00Z"));
  });

  it("takes the hour that is skipped to run on", () => {
    expect(fromLocalInput("2025-03-30T02:30", "Europe/Amsterdam")).toBe(Date.parse("2025-03-30T01:30:00Z"));
  });

  it("is nothing for what is not a time", () => {
    expect(fromLocalInput("soon", "Europe/Amsterdam")).toBeNaN();
  });

  it("marks whole local hours, also over a change of the clock", () => {
    const from = Date.parse("2025-10-25T22:00:00Z");
    const ticks = localTicks(from, from + 24 * 3_600_000, 6 * 3_600_000, "Europe/Amsterdam");
    expect(ticks.map(nl.time)).toEqual(["00:00", "06:00", "12:00", "18:00"]);
  });
});

it("marks nothing on a period that is not known yet", () => {
  expect(localTicks(Number.NaN, Number.NaN, 3_600_000, "Pacific/Auckland")).toEqual([]);
});
