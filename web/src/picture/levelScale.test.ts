// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { levelOf, levelStarts, placeOnLevels } from "./levelScale";

const STARTS = [100, 200, 400, 800];

describe("the axis of levels", () => {
  it("gives every level the same width", () => {
    expect([0, 100, 200, 400, 800].map((persons) => placeOnLevels(persons, STARTS))).toEqual([
      0, 0.2, 0.4, 0.6, 0.8,
    ]);
    expect(placeOnLevels(300, STARTS)).toBeCloseTo(0.5);
  });

  it("ends where a crowd is far beyond its limit, and never runs backwards", () => {
    expect(placeOnLevels(1e6, STARTS)).toBe(1);
    const places = Array.from({ length: 200 }, (_, i) => placeOnLevels(i * 10, STARTS));
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it("names the level of a number of persons", () => {
    expect([0, 99, 100, 399, 800, 5000].map((persons) => levelOf(persons, STARTS))).toEqual([
      1, 1, 2, 3, 5, 5,
    ]);
  });
});

it("counts the starts of levels in persons, and has none where the capacity is not known", () => {
  const kinds = {
    square: { quantity: "densityPerM2", breaks: [0.5, 1, 2, 4], source: "" },
    beach: { quantity: "shareOfCapacity", breaks: [0.4, 0.6, 0.8, 1], source: "" },
  } as const;
  const area = { kind: "square", usableAreaM2: 200, capacityPersons: null };
  const scales = kinds as unknown as Parameters<typeof levelStarts>[1];
  expect(levelStarts(area, scales).map(({ persons }) => persons)).toEqual([100, 200, 400, 800]);
  expect(levelStarts({ ...area, kind: "beach" }, scales)).toEqual([]);
  expect(levelStarts({ ...area, kind: "beach", capacityPersons: 50 }, scales).at(-1)).toEqual({
    level: 5,
    persons: 50,
  });
});
