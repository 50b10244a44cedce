// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import type { GateCollection } from "../../api/types";
import { decodeFlows } from "../../picture/flows";
import type { AreaInfo } from "../../state/statics";
import { arrowsOf, gatePlaces, outlineOf, pointOf } from "./flowArrows";

const square = (id: string, lon: number): AreaInfo =>
  ({
    id,
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [lon, 52],
          [lon + 0.001, 52],
          [lon + 0.001, 52.001],
          [lon, 52.001],
          [lon, 52],
        ],
      ],
    },
  }) as unknown as AreaInfo;

const gate = (id: string, lon: number, areaIds: string[]) => ({
  type: "Feature" as const,
  id,
  geometry: {
    type: "LineString" as const,
    coordinates: [
      [lon, 52.0004],
      [lon, 52.0006],
    ],
  },
  properties: { name: id, effectiveWidthM: 3, widthSource: "", areaIds, datastreams: [] },
});

const GATES: GateCollection = {
  type: "FeatureCollection",
  features: [gate("middle", 4.001, ["west", "east"]), gate("door", 4.002, ["east", "outside"])],
};
const PLACES = gatePlaces(GATES, [square("west", 4), square("east", 4.001)]);

const flows = decodeFlows({
  now: "",
  gateIds: ["middle", "middle", "door", "unknown"],
  origin: ["west", "east", "outside", "east"],
  destination: ["east", "west", "east", "west"],
  personsPerMin: [80, 20, 45, 30],
  standardError: [8, 20, 9, 3],
});

describe("arrows of flows", () => {
  const { arrows, most } = arrowsOf(flows, PLACES);

  it("point from where people come to where they go, also from outside", () => {
    const [eastward, inward, westward] = arrows;
    expect(eastward?.along[0]).toBeCloseTo(1);
    expect(westward?.along[0]).toBeCloseTo(-1);
    expect(inward?.along[0]).toBeCloseTo(-1);
  });

  it("are the wider the stronger, and leave out gates that are not on the map", () => {
    expect(arrows).toHaveLength(3);
    expect(most).toBe(80);
    expect(arrows.map(({ strength }) => strength)).toEqual([1, Math.sqrt(45 / 80), 0.5]);
  });

  it("are the fainter the less is known", () => {
    expect(arrows.map(({ certainty }) => certainty)).toEqual([0.9, 0.8, 0]);
  });

  it("of the two directions of a gate stand beside each other", () => {
    const [eastward, , westward] = arrows;
    if (!eastward || !westward) throw new Error("an arrow is missing");
    expect(pointOf(eastward, 1, 0, 0)[1]).toBeLessThan(52.0005);
    expect(pointOf(westward, 1, 0, 0)[1]).toBeGreaterThan(52.0005);
    const outline = outlineOf(eastward, 2);
    expect(outline[0]).toEqual(outline.at(-1));
    expect(Math.max(...outline.map(([lon]) => lon))).toBe(outline[3]?.[0]);
  });
});
