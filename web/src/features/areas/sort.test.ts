// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodePicture } from "../../picture/picture";
import { JSON_PICTURE } from "../../picture/picture.fixture";
import type { AreaInfo } from "../../state/statics";
import { linesOf, nextSort, sortLines } from "./sort";

const area = (id: string, name: string): AreaInfo => ({
  id,
  name,
  kind: "walkway",
  usableAreaM2: 100,
  lengthM: null,
  geometrySource: "",
  capacityPersons: null,
  capacitySource: null,
  datastreams: [],
  geometry: { type: "Polygon", coordinates: [] },
});

const lines = linesOf(
  {
    areas: [area("lane", "Lane 10"), area("quay", "Quay"), area("queen", "Lane 9")],
    starts: new Map([["quay", [10, 20, 30, 40]]]),
  },
  decodePicture(JSON_PICTURE),
);
const order = (key: Parameters<typeof nextSort>[1], descending: boolean): string[] =>
  sortLines(lines, { key, descending }, "en-GB").map(({ info }) => info.id);

describe("the table of areas", () => {
  it("puts the highest level first", () => {
    expect(order("level", true)).toEqual(["quay", "queen", "lane"]);
  });

  it("puts what is not known last, whichever way it is sorted", () => {
    expect(order("persons", true)).toEqual(["quay", "queen", "lane"]);
    expect(order("persons", false)).toEqual(["queen", "quay", "lane"]);
  });

  it("reads numbers in names as numbers", () => {
    expect(order("name", false)).toEqual(["queen", "lane", "quay"]);
  });

  it("turns round on the second click", () => {
    const first = nextSort({ key: "level", descending: true }, "persons");
    expect(first).toEqual({ key: "persons", descending: true });
    expect(nextSort(first, "persons").descending).toBe(false);
    expect(nextSort(first, "name").descending).toBe(false);
  });
});
