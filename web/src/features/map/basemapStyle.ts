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

const COLOUR = {
  land: "#131b26",
  outside: "#0d131c",
  water: "#0a1d33",
  shore: "#1c3a58",
  green: "#15281f",
  road: "#2c394a",
  main: "#3d4e64",
  rail: "#46546a",
  building: "#42536a",
  label: "#a5b3c6",
  sea: "#6f9cc7",
  greenLabel: "#85b095",
  halo: "#0b111a",
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

/** How each layer of a city folder's basemap is drawn; a layer that the folder lacks is not drawn. */
const DRAWN: Record<string, LayerSpecification[]> = {
  land: [{ id: "land", source: "land", type: "fill", paint: { "fill-color": COLOUR.land } }],
  water: [
    { id: "water", source: "water", type: "fill", paint: { "fill-color": COLOUR.water } },
    {
      id: "shore",
      source: "water",
      type: "line",
      paint: { "line-color": COLOUR.shore, "line-width": 1.2 },
    },
  ],
  green: [{ id: "green", source: "green", type: "fill", paint: { "fill-color": COLOUR.green } }],
  roads: [
    {
      id: "roads",
      source: "roads",
      type: "line",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": ["match", ["get", "kind"], MAIN_KINDS, COLOUR.main, COLOUR.road],
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
      paint: { "line-color": COLOUR.rail, "line-width": widen(1, 3) as number, "line-dasharray": [3, 2] },
    },
  ],
  buildings: [
    {
      id: BUILDINGS_LAYER,
      source: "buildings",
      type: "fill-extrusion",
      paint: {
        "fill-extrusion-color": [
          "interpolate",
          ["linear"],
          ["coalesce", ["get", "height_m"], ["get", "height"], 8],
          5,
          "#33404f",
          60,
          COLOUR.building,
          200,
          "#5a6e8c",
        ],
        "fill-extrusion-height": ["coalesce", ["get", "height_m"], ["get", "height"], 8],
        "fill-extrusion-opacity": 0.55,
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
          COLOUR.sea,
          ["green", "park"],
          COLOUR.greenLabel,
          COLOUR.label,
        ],
        "text-halo-color": COLOUR.halo,
        "text-halo-width": 1.4,
      },
    },
  ],
};

/** From far to near. Street names come from the roads themselves. */
const ORDER = ["land", "water", "green", "roads", "rail", "buildings", "labels"];

const ROAD_NAMES: LayerSpecification = {
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
  paint: { "text-color": "#8b9bb0", "text-halo-color": COLOUR.halo, "text-halo-width": 1.4 },
};

const geojson = (url: string): SourceSpecification => ({
  type: "geojson",
  data: new URL(url, location.href).href,
  tolerance: 0.2,
});

/** The schematic map: only files of the city folder, no tiles, no glyphs, no other host. */
export function schematicStyle(layers: Record<string, string>): StyleSpecification {
  const present = ORDER.filter((name) => layers[name]);
  const drawn = present.flatMap((name) =>
    name === "labels" && layers.roads ? [ROAD_NAMES, ...(DRAWN[name] ?? [])] : (DRAWN[name] ?? []),
  );
  return {
    version: 8,
    sources: Object.fromEntries(present.map((name) => [name, geojson(layers[name] ?? "")])),
    layers: [
      {
        id: "background",
        type: "background",
        paint: { "background-color": layers.land ? COLOUR.outside : COLOUR.land },
      },
      ...drawn,
    ],
    sky: {
      "sky-color": "#0a0f16",
      "horizon-color": "#0f1722",
      "fog-color": "#0d131c",
      "sky-horizon-blend": 0.6,
      "horizon-fog-blend": 0.6,
      "fog-ground-blend": 0.85,
    },
    light: { anchor: "viewport", color: "#dbe6ff", intensity: 0.28, position: [1.3, 210, 35] },
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
export function pmtilesStyle(url: string): StyleSpecification {
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
    (TILE_LAYERS[name] ?? []).flatMap((tileLayer, i) => from(DRAWN[name] ?? [], tileLayer, i)),
  );
  const names = { ...ROAD_NAMES, source: "tiles", "source-layer": "roads" } as LayerSpecification;
  const labels = ground.findIndex(({ id }) => id === "labels");
  return {
    ...schematicStyle({}),
    sources: { tiles: { type: "vector", url: `pmtiles://${new URL(url, location.href).href}` } },
    layers: [
      { id: "background", type: "background", paint: { "background-color": COLOUR.land } },
      ...ground.slice(0, labels),
      names,
      ...ground.slice(labels),
    ],
  };
}

/** Nothing but a plain ground: what is left when the map underneath cannot be fetched. */
export const plainStyle = (): StyleSpecification => schematicStyle({});

export function styleOf(city: City): StyleSpecification | string {
  const { kind, layers = {}, url } = city.map.basemap;
  if (kind === "tiles" && url) return url;
  if (kind === "pmtiles" && url) return pmtilesStyle(url);
  return schematicStyle(layers);
}
