// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodePicture } from "../../picture/picture";
import { JSON_PICTURE } from "../../picture/picture.fixture";
import { heightScale, loadOf, lookOf, niceCeil, type Rgb } from "./columns";

const PALETTE: Rgb[] = [
  [0, 0, 0],
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 3],
  [4, 4, 4],
  [5, 5, 5],
];
const STARTS = [10, 16, 24, 40];
const PLACES = ["quay", "queen", "lane"].map((id) => ({ id, starts: STARTS }));
const QUAY = 0;
const QUEEN = 1;
const LANE = 2;

const cells = (...area: number[]) => ({
  count: area.length,
  position: new Float64Array(area.length * 3),
  area: Uint16Array.from(area),
});

const picture = decodePicture({ ...JSON_PICTURE, personsUpper: [25, 0.4, null] });

describe("columns", () => {
  it("of an area are all as high as its estimate, in the colour of its level", () => {
    const look = lookOf(cells(QUAY, QUAY), PLACES, picture, 0.5, PALETTE);
    expect(look.height[0]).toBeCloseTo(12 / 40 / 0.5);
    expect(look.height[1]).toBe(look.height[0]);
    expect(look.colour[0]).toBe(3);
  });

  it("have a ghost up to the upper end of a wide band, in the colour of the level that it would be", () => {
    const look = lookOf(cells(QUAY), PLACES, picture, 0.5, PALETTE);
    expect(look.ghost[0]).toBeCloseTo(25 / 40 / 0.5);
    expect([...look.ghostColour]).toEqual([4, 4, 4, 255]);
  });

  it("have none where the band is too narrow to see", () => {
    const look = lookOf(cells(QUEEN), PLACES, picture, 0.5, PALETTE);
    expect(look.ghost[0]).toBe(look.height[0]);
    expect(look.ghostColour[3]).toBe(0);
  });

  it("are not there where nothing is known", () => {
    const look = lookOf(cells(LANE), PLACES, picture, 0.5, PALETTE);
    expect(look.height[0]).toBe(0);
    expect(look.colour[3]).toBe(0);
  });

  it("still stand, very low, where nobody is", () => {
    const look = lookOf(cells(QUEEN), PLACES, picture, 0.5, PALETTE);
    expect(look.height[0]).toBeGreaterThan(0);
    expect(look.height[0]).toBeLessThan(0.05);
  });

  it("lose their colour when stale", () => {
    const bright: Rgb[] = PALETTE.map(() => [255, 0, 0]);
    const look = lookOf(cells(QUEEN), PLACES, picture, 0.5, bright);
    expect(look.colour[0]).toBeLessThan(200);
  });
});

it("measures a place by where its level 5 begins", () => {
  expect(loadOf(20, STARTS)).toBe(0.5);
  expect(loadOf(20, [])).toBeNaN();
});

it("scales to a round share, and never back down", () => {
  expect(niceCeil(0.23)).toBe(0.3);
  expect(niceCeil(0.2)).toBe(0.2);
  expect(heightScale(null, picture, PLACES)).toBe(0.5);
  expect(heightScale(null, decodePicture({ ...JSON_PICTURE, persons: [47, 0, null] }), PLACES)).toBe(1.2);
  expect(heightScale(1, picture, PLACES)).toBe(1);
});
