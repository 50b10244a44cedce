// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type {
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { City } from "../../api/types";

/** Where the columns go in: under the buildings, which let them shine through. */
export const BUILDINGS_LAYER = "buildings";
const FONT = ["Noto Sans"];

/** The colours of the ground; the dark ones let the columns shine, the light ones are for the public pages. */
export interface GroundColours {
  readonly land: string;
  readonly beach: string;
  readonly dune: string;
  readonly paved: string;
  readonly outside: string;
  readonly water: string;
  readonly shore: string;
  readonly green: string;
  readonly road: string;
  readonly main: string;
  readonly rail: string;
  readonly building: string;
  /** What people know the city by: it stands out from what is built around it. */
  readonly landmark: string;
  readonly low: string;
  readonly high: string;
  readonly label: string;
  readonly sea: string;
  readonly greenLabel: string;
  readonly roadLabel: string;
  readonly halo: string;
  readonly sky: string;
  readonly horizon: string;
  readonly fog: string;
  readonly light: string;
}

export const DARK_GROUND: GroundColours = {
  land: "#17202c",
  beach: "#35312a",
  dune: "#1c2620",
  paved: "#263140",
  outside: "#0d131c",
  water: "#0b2340",
  shore: "#1c3a58",
  green: "#15281f",
  road: "#2c394a",
  main: "#3d4e64",
  rail: "#46546a",
  building: "#5b6c85",
  landmark: "#c9a87c",
  low: "#46566b",
  high: "#7e92b0",
  label: "#a5b3c6",
  sea: "#6f9cc7",
  greenLabel: "#85b095",
  roadLabel: "#8b9bb0",
  halo: "#0b111a",
  sky: "#0a0f16",
  horizon: "#0f1722",
  fog: "#0d131c",
  light: "#dbe6ff",
};

export const LIGHT_GROUND: GroundColours = {
  land: "#f1efe9",
  beach: "#f3e6c4",
  dune: "#dfe3c3",
  paved: "#e6e3dc",
  outside: "#f6f5f1",
  water: "#bcd9ea",
  shore: "#8fb9d2",
  green: "#d3e5c8",
  road: "#ffffff",
  main: "#ffffff",
  rail: "#b9b3a6",
  building: "#d9d3c6",
  landmark: "#cda57c",
  low: "#e2ddd2",
  high: "#c9c2b3",
  label: "#3d4652",
  sea: "#2f6488",
  greenLabel: "#3c6a34",
  roadLabel: "#59626e",
  halo: "#ffffff",
  sky: "#ffffff",
  horizon: "#f6f5f1",
  fog: "#f6f5f1",
  light: "#ffffff",
};

const widen = (at13: number, at18: number): unknown => [
  "interpolate",
  ["exponential", 1.7],
  ["zoom"],
  13,
  at13,
  18,
  at18,
];

const MAIN_KINDS = ["main", "motorway", "primary", "secondary", "promenade", "highway", "major_road"];

const LANDMARK_KINDS = ["landmark", "lighthouse", "pier"];

/** How each layer of a city folder's basemap is drawn; a layer that the folder lacks is not drawn. */
const drawnIn = (colour: GroundColours): Record<string, LayerSpecification[]> => ({
  land: [
    {
      id: "land",
      source: "land",
      type: "fill",
      paint: {
        "fill-color": [
          "match",
          ["get", "kind"],
          "beach",
          colour.beach,
          "dune",
          colour.dune,
          ["paved", "mole", "pier"],
          colour.paved,
          colour.land,
        ],
      },
    },
  ],
  water: [
    { id: "water", source: "water", type: "fill", paint: { "fill-color": colour.water } },
    {
      id: "shore",
      source: "water",
      type: "line",
      paint: { "line-color": colour.shore, "line-width": 1.2 },
    },
  ],
  green: [{ id: "green", source: "green", type: "fill", paint: { "fill-color": colour.green } }],
  roads: [
    {
      id: "roads",
      source: "roads",
      type: "line",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": ["match", ["get", "kind"], MAIN_KINDS, colour.main, colour.road],
        "line-width": [
          "interpolate",
          ["exponential", 1.7],
          ["zoom"],
          13,
          ["match", ["get", "kind"], MAIN_KINDS, 2.4, 1],
          18,
          ["match", ["get", "kind"], MAIN_KINDS, 34, 17],
        ],
      },
    },
  ],
  rail: [
    {
      id: "rail",
      source: "rail",
      type: "line",
      paint: { "line-color": colour.rail, "line-width": widen(1, 3) as number, "line-dasharray": [3, 2] },
    },
  ],
  buildings: [
    {
      id: BUILDINGS_LAYER,
      source: "buildings",
      type: "fill-extrusion",
      paint: {
        "fill-extrusion-color": [
          "case",
          ["in", ["get", "kind"], ["literal", LANDMARK_KINDS]],
          colour.landmark,
          [
            "interpolate",
            ["linear"],
            ["coalesce", ["get", "height_m"], ["get", "height"], 8],
            5,
            colour.low,
            60,
            colour.building,
            200,
            colour.high,
          ],
        ],
        "fill-extrusion-base": ["coalesce", ["get", "base_m"], 0],
        "fill-extrusion-height": ["coalesce", ["get", "height_m"], ["get", "height"], 8],
        "fill-extrusion-opacity": 0.82,
        "fill-extrusion-vertical-gradient": true,
      },
    },
  ],
  labels: [
    {
      id: "labels",
      source: "labels",
      type: "symbol",
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": [
          "match",
          ["get", "kind"],
          ["sea", "water"],
          14,
          ["district", "neighbourhood"],
          13,
          11.5,
        ],
        "text-letter-spacing": [
          "match",
          ["get", "kind"],
          ["sea", "water", "district", "neighbourhood"],
          0.14,
          0.01,
        ],
        "text-max-width": 8,
        "text-padding": 6,
      },
      paint: {
        "text-color": [
          "match",
          ["get", "kind"],
          ["sea", "water"],
          colour.sea,
          ["green", "park"],
          colour.greenLabel,
          colour.label,
        ],
        "text-halo-color": colour.halo,
        "text-halo-width": 1.4,
      },
    },
  ],
});

/** From far to near. Street names come from the roads themselves. */
const ORDER = ["land", "water", "green", "roads", "rail", "buildings", "labels"];

const roadNames = (colour: GroundColours): LayerSpecification => ({
  id: "road-names",
  source: "roads",
  type: "symbol",
  minzoom: 14.5,
  filter: ["!=", ["coalesce", ["get", "name"], ""], ""],
  layout: {
    "symbol-placement": "line",
    "symbol-spacing": 320,
    "text-field": ["get", "name"],
    "text-font": FONT,
    "text-size": 11,
    "text-max-angle": 30,
  },
  paint: { "text-color": colour.roadLabel, "text-halo-color": colour.halo, "text-halo-width": 1.4 },
});

const geojson = (url: string): SourceSpecification => ({
  type: "geojson",
  data: new URL(url, location.href).href,
  tolerance: 0.2,
});

/** The schematic map: only files of the city folder, no tiles, no glyphs, no other host. */
export function schematicStyle(
  layers: Record<string, string>,
  colour: GroundColours = DARK_GROUND,
): StyleSpecification {
  const present = ORDER.filter((name) => layers[name]);
  const all = drawnIn(colour);
  const drawn = present.flatMap((name) =>
    name === "labels" && layers.roads ? [roadNames(colour), ...(all[name] ?? [])] : (all[name] ?? []),
  );
  return {
    version: 8,
    sources: Object.fromEntries(present.map((name) => [name, geojson(layers[name] ?? "")])),
    layers: [
      {
        id: "background",
        type: "background",
        paint: { "background-color": layers.land ? colour.outside : colour.land },
      },
      ...drawn,
    ],
    sky: {
      "sky-color": colour.sky,
      "horizon-color": colour.horizon,
      "fog-color": colour.fog,
      "sky-horizon-blend": 0.6,
      "horizon-fog-blend": 0.6,
      "fog-ground-blend": 0.85,
    },
    light: { anchor: "viewport", color: colour.light, intensity: 0.28, position: [1.3, 210, 35] },
  };
}

type TileLayer = readonly [name: string, filter?: FilterSpecification];

/**
 * Which layers of a vector tile are drawn as which layer of ours: those with our own names, and those of the
 * Protomaps basemap, version 4. A layer that the archive lacks is not drawn.
 */
const TILE_LAYERS: Record<string, readonly TileLayer[]> = {
  land: [["land"], ["earth"]],
  water: [["water"]],
  green: [
    ["green"],
    [
      "landuse",
      [
        "match",
        ["get", "kind"],
        [
          "park",
          "national_park",
          "nature_reserve",
          "forest",
          "wood",
          "grass",
          "cemetery",
          "garden",
          "golf_course",
          "village_green",
          "recreation_ground",
        ],
        true,
        false,
      ],
    ],
  ],
  roads: [["roads", ["!=", ["coalesce", ["get", "kind"], ""], "rail"]]],
  rail: [["rail"], ["roads", ["==", ["get", "kind"], "rail"]]],
  buildings: [["buildings"]],
  labels: [["labels"], ["places"]],
};

/** The same look over the vector tiles of one PMTiles archive. */
export function pmtilesStyle(url: string, colour: GroundColours = DARK_GROUND): StyleSpecification {
  const all = drawnIn(colour);
  const from = (layers: LayerSpecification[], [name, filter]: TileLayer, i: number): LayerSpecification[] =>
    layers.map(
      (layer) =>
        ({
          ...layer,
          ...(filter ? { filter } : {}),
          id: i === 0 ? layer.id : `${layer.id}-${name}`,
          source: "tiles",
          "source-layer": name,
        }) as LayerSpecification,
    );
  const ground = ORDER.flatMap((name) =>
    (TILE_LAYERS[name] ?? []).flatMap((tileLayer, i) => from(all[name] ?? [], tileLayer, i)),
  );
  const names = { ...roadNames(colour), source: "tiles", "source-layer": "roads" } as LayerSpecification;
  const labels = ground.findIndex(({ id }) => id === "labels");
  return {
    ...schematicStyle({}, colour),
    sources: { tiles: { type: "vector", url: `pmtiles://${new URL(url, location.href).href}` } },
    layers: [
      { id: "background", type: "background", paint: { "background-color": colour.land } },
      ...ground.slice(0, labels),
      names,
      ...ground.slice(labels),
    ],
  };
}

/** Nothing but a plain ground: what is left when the map underneath cannot be fetched. */
export const plainStyle = (colour: GroundColours = DARK_GROUND): StyleSpecification =>
  schematicStyle({}, colour);

export function styleOf(city: City, colour: GroundColours = DARK_GROUND): StyleSpecification | string {
  const { kind, layers = {}, url } = city.map.basemap;
  if (kind === "tiles" && url) return url;
  if (kind === "pmtiles" && url) return pmtilesStyle(url, colour);
  return schematicStyle(layers, colour);
}
