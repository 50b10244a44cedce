// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Polygon } from "geojson";
import { describe, expect, it } from "vitest";
import { cellsOfArea, fittingZoom, makeCells, spacingFor } from "./cells";
import { frameAt, inside, middleOf, toMetres } from "./geometry";

/** A street of 100 by 10 metres, turned a little. */
const street: Polygon = {
  type: "Polygon",
  coordinates: [
    [
      [174.765, -36.848],
      [174.76608, -36.84778],
      [174.76606, -36.84769],
      [174.76498, -36.84791],
      [174.765, -36.848],
    ],
  ],
};

describe("cells", () => {
  it("lie within their area", () => {
    const frame = frameAt(middleOf(street));
    const ring = (street.coordinates[0] ?? []).map((corner) => toMetres(frame, corner));
    const cells = cellsOfArea(street, 3);
    expect(cells.length).toBeGreaterThan(60);
    for (const [lon, lat] of cells) expect(inside([ring], toMetres(frame, [lon, lat]))).toBe(true);
  });

  it("are the same every time", () => {
    expect(cellsOfArea(street, 4.5)).toEqual(cellsOfArea(street, 4.5));
  });

  it("are never none, however coarse the spacing", () => {
    expect(cellsOfArea(street, 500)).toHaveLength(1);
  });

  it("leave holes open", () => {
    const square = (r: number): [number, number][] => [
      [-r, -r],
      [r, -r],
      [r, r],
      [-r, r],
      [-r, -r],
    ];
    const ring: Polygon = { type: "Polygon", coordinates: [square(0.001), square(0.0008)] };
    const solid: Polygon = { type: "Polygon", coordinates: [square(0.001)] };
    expect(cellsOfArea(ring, 9).length).toBeLessThan(cellsOfArea(solid, 9).length * 0.6);
  });

  it("know which area they belong to", () => {
    const cells = makeCells([{ geometry: street }, { geometry: street }], 4.5);
    expect([...new Set(cells.area)]).toEqual([0, 1]);
    expect(cells.position).toHaveLength(cells.count * 3);
  });
});

it("spaces columns wider when the map is further away", () => {
  expect(spacingFor(0.3)).toBeLessThan(spacingFor(3));
});

describe("the first zoom", () => {
  it("is the city's own on the map that it was meant for", () => {
    expect(fittingZoom(15, 760, 620)).toBe(15);
  });

  it("shows as much of the city on a map half as wide, and no more on one that is only higher", () => {
    expect(fittingZoom(15, 380, 620)).toBeCloseTo(14);
    expect(fittingZoom(15, 760, 2000)).toBe(15);
  });

  it("never changes by more than one level", () => {
    expect(fittingZoom(15, 0, 0)).toBe(14);
    expect(fittingZoom(15, 9000, 9000)).toBe(16);
  });
});
