// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type {
  ExpressionSpecification,
  FilterSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
} from "maplibre-gl";
import type { Quality } from "../../api/types";
import type { Picture } from "../../picture/picture";
import type { AreaInfo } from "../../state/statics";
import type { Rgb } from "./columns";
import { css, edgePalette, levelPalette } from "./palette";

export const AREA_SOURCE = "areas";
export const GATE_SOURCE = "gates";
export const AREA_FILL = "area-fill";
export const HATCH_LAYER = "area-hatch";
export const HATCH_IMAGE = "hatch";

const GATES_FROM_ZOOM = 16;

export function areaSource(areas: readonly AreaInfo[]): GeoJSONSourceSpecification {
  return {
    type: "geojson",
    promoteId: "id",
    tolerance: 0,
    data: {
      type: "FeatureCollection",
      features: areas.map(({ id, name, geometry }) => ({
        type: "Feature",
        geometry,
        properties: { id, name },
      })),
    },
  };
}

function levelColour(palette: readonly Rgb[]): ExpressionSpecification {
  const cases = [1, 2, 3, 4, 5].flatMap((level) => [level, css(palette[level] ?? [0, 0, 0])]);
  const unknown = css(palette[0] ?? [0, 0, 0]);
  return [
    "match",
    ["coalesce", ["feature-state", "level"], 0],
    ...cases,
    unknown,
  ] as unknown as ExpressionSpecification;
}

const chosen = (yes: number | string, no: number | string): ExpressionSpecification =>
  ["case", ["boolean", ["feature-state", "chosen"], false], yes, no] as ExpressionSpecification;

/** Flat fills that lie on the ground, hatched where stale or unknown; the chosen one has a bright edge. */
export function areaLayers(): LayerSpecification[] {
  const colour = levelColour(levelPalette());
  const edge = levelColour(edgePalette());
  return [
    {
      id: AREA_FILL,
      source: AREA_SOURCE,
      type: "fill",
      paint: { "fill-color": colour, "fill-opacity": chosen(0.75, 0.5) },
    },
    {
      id: HATCH_LAYER,
      source: AREA_SOURCE,
      type: "fill",
      filter: hatchFilter([]),
      paint: { "fill-pattern": HATCH_IMAGE },
    },
    {
      id: "area-edge",
      source: AREA_SOURCE,
      type: "line",
      layout: { "line-join": "round" },
      paint: { "line-color": edge, "line-width": 1.6 },
    },
    {
      id: "area-chosen",
      source: AREA_SOURCE,
      type: "line",
      layout: { "line-join": "round" },
      paint: {
        "line-color": "#ffffff",
        "line-width": 2.5,
        "line-opacity": chosen(1, 0),
      },
    },
    {
      // Where people are counted: worth seeing only close by.
      id: "gates",
      source: GATE_SOURCE,
      type: "line",
      minzoom: GATES_FROM_ZOOM,
      paint: {
        "line-color": "#eaf0f7",
        "line-width": 2,
        "line-dasharray": [2, 1],
        "line-opacity": [
          "interpolate",
          ["linear"],
          ["zoom"],
          GATES_FROM_ZOOM,
          0,
          GATES_FROM_ZOOM + 0.75,
          0.8,
        ],
      },
    },
  ];
}

export const hatchFilter = (ids: readonly string[]): FilterSpecification => [
  "in",
  ["get", "id"],
  ["literal", [...ids]],
];

const HATCHED: readonly Quality[] = ["stale", "missing"];

/** The areas that are stale or not known. */
export function hatchedAreas(picture: Picture): string[] {
  return picture.areaIds.filter(
    (_, i) => HATCHED.includes(picture.quality[i] ?? "missing") || (picture.level[i] ?? 0) === 0,
  );
}

/** A diagonal hatch that tiles seamlessly, as pixels. */
export function hatchImage(size = 12): { width: number; height: number; data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if ((x + y) % size < size / 3) data.set([225, 232, 240, 190], (y * size + x) * 4);
  return { width: size, height: size, data };
}
