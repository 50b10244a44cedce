// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodePicture } from "../../picture/picture";
import { JSON_PICTURE } from "../../picture/picture.fixture";
import { heightScale, levelAt, lookOf, niceCeil, type Rgb } from "./columns";
import { normalQuantile } from "./normal";

const PALETTE: Rgb[] = [
  [0, 0, 0],
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 3],
  [4, 4, 4],
  [5, 5, 5],
];

const cells = (quantiles: number[], area: number[]) => ({
  count: quantiles.length,
  position: new Float64Array(quantiles.length * 3),
  area: Uint16Array.from(area),
  quantile: Float64Array.from(quantiles),
});

const picture = decodePicture(JSON_PICTURE);

describe("columns", () => {
  it("carry the doubt about an area in their heights and colours", () => {
    const look = lookOf(cells([0.05, 0.5, 0.95], [0, 0, 0]), ["quay"], picture, 0.5, PALETTE);
    const [low = 0, middle = 0, high = 0] = look.height;
    expect(middle).toBeCloseTo(0.4);
    expect(high - middle).toBeCloseTo((1.6449 * 0.03) / 0.5, 3);
    expect(low).toBeLessThan(middle);
    expect([look.colour[0], look.colour[4], look.colour[8]]).toEqual([1, 2, 3]);
  });

  it("are not there where nothing is known", () => {
    const look = lookOf(cells([0.5], [0]), ["lane"], picture, 0.5, PALETTE);
    expect(look.height[0]).toBe(0);
    expect(look.colour[3]).toBe(0);
  });

  it("still stand, very low, where nobody is", () => {
    const look = lookOf(cells([0.5], [0]), ["queen"], picture, 0.5, PALETTE);
    expect(look.height[0]).toBeGreaterThan(0);
    expect(look.height[0]).toBeLessThan(0.05);
  });

  it("lose their colour when stale", () => {
    const bright: Rgb[] = PALETTE.map(() => [255, 0, 0]);
    const look = lookOf(cells([0.5], [0]), ["queen"], picture, 0.5, bright);
    expect(look.colour[0]).toBeLessThan(200);
  });
});

it("finds the level at a quantile", () => {
  expect(levelAt([0.2, 0.5, 0.3, 0, 0], 0, 0.1, 2)).toBe(1);
  expect(levelAt([0.2, 0.5, 0.3, 0, 0], 0, 0.6, 2)).toBe(2);
  expect(levelAt([0.2, 0.5, 0.3, 0, 0], 0, 0.99, 2)).toBe(3);
  expect(levelAt([Number.NaN], 0, 0.99, 4)).toBe(4);
});

it("scales to a round density, and never back down", () => {
  expect(niceCeil(0.23)).toBe(0.3);
  expect(niceCeil(0.2)).toBe(0.2);
  expect(heightScale(null, picture)).toBe(0.3);
  expect(heightScale(1, picture)).toBe(1);
});

it("agrees with the tables of the normal distribution", () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 6);
});
