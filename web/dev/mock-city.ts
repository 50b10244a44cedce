// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** An invented city around the real places of Auckland's counters: enough to draw and to try the screen. */
import type { Feature, FeatureCollection, LineString, Point, Polygon } from "geojson";

type Place = [id: string, name: string, lat: number, lon: number, busy: number, turn: number];

export const PLACES: Place[] = [
  ["quay-street-107", "107 Quay Street", -36.843015, 174.766494, 0.9, 8],
  ["quay-street-188-ew", "188 Quay Street, east–west", -36.84306, 174.76533, 0.7, 8],
  ["quay-street-188-ns", "188 Quay Street, north–south", -36.8434, 174.76573, 0.5, 98],
  ["te-ara-tahuhu", "Te Ara Tāhuhu Walkway", -36.84465, 174.769645, 0.5, 20],
  ["commerce-street-west", "Commerce Street West", -36.844912, 174.768065, 0.4, 100],
  ["customs-street-east-7", "7 Customs Street East", -36.844722, 174.767057, 0.8, 10],
  ["queen-street-45", "45 Queen Street", -36.845001, 174.766066, 1.3, 100],
  ["queen-street-30", "30 Queen Street", -36.84495, 174.766575, 1.2, 100],
  ["shortland-street-19", "19 Shortland Street", -36.846576, 174.766946, 0.5, 15],
  ["high-street-2", "2 High Street", -36.846946, 174.766655, 0.6, 100],
  ["courthouse-lane-1", "1 Courthouse Lane", -36.84817, 174.76705, 0.2, 10],
  ["federal-street-61", "61 Federal Street", -36.847964, 174.762729, 0.4, 100],
  ["high-street-59", "59 High Street", -36.848924, 174.766186, 0.5, 100],
  ["queen-street-210", "210 Queen Street", -36.848899, 174.76541, 1.5, 102],
  ["queen-street-205", "205 Queen Street", -36.848986, 174.764784, 1.4, 102],
  ["darby-street-ew", "8 Darby Street, east–west", -36.849422, 174.763872, 0.3, 12],
  ["darby-street-ns", "8 Darby Street, north–south", -36.849622, 174.764272, 0.3, 102],
  ["queen-street-261", "261 Queen Street", -36.850792, 174.764556, 1.1, 104],
  ["queen-street-297", "297 Queen Street", -36.852232, 174.763915, 0.9, 104],
  ["k-road-150", "150 Karangahape Road", -36.857973, 174.760382, 0.6, 5],
  ["k-road-183", "183 Karangahape Road", -36.857774, 174.760123, 0.6, 5],
];

const LON = 1 / (111_320 * Math.cos((-36.848 * Math.PI) / 180));
const LAT = 1 / 110_950;

function rectangle(lat: number, lon: number, length: number, width: number, turn: number): Polygon {
  const angle = (turn * Math.PI) / 180;
  const corner = (along: number, across: number): [number, number] => {
    const x = along * Math.cos(angle) - across * Math.sin(angle);
    const y = along * Math.sin(angle) + across * Math.cos(angle);
    return [lon + x * LON, lat + y * LAT];
  };
  const [l, w] = [length / 2, width / 2];
  const ring = [corner(-l, -w), corner(l, -w), corner(l, w), corner(-l, w), corner(-l, -w)];
  return { type: "Polygon", coordinates: [ring] };
}

const LENGTH = 60;
const WIDTH = 6;

export const AREAS: FeatureCollection<Polygon> = {
  type: "FeatureCollection",
  features: PLACES.map(([id, name, lat, lon, , turn], i) => ({
    type: "Feature",
    id,
    geometry: rectangle(lat, lon, LENGTH, WIDTH, turn),
    properties: {
      name,
      kind: "walkway",
      usableAreaM2: LENGTH * WIDTH,
      lengthM: LENGTH,
      capacityPersons: i === 13 ? 260 : null,
      capacitySource: i === 13 ? "the mock server" : null,
      datastreams: [
        {
          id: `${i + 1}`,
          name: `Counter ${name}`,
          observedProperty: "pedestrian-count",
          unit: "{person}",
          position: [lon, lat],
          selfLink: `/sta/v1.1/Datastreams(${i + 1})`,
        },
      ],
    },
  })),
};

const feature = <G extends Polygon | LineString | Point>(
  geometry: G,
  properties: Record<string, unknown> = {},
): Feature<G> => ({ type: "Feature", geometry, properties });

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

const line = (...coordinates: [number, number][]): LineString => ({ type: "LineString", coordinates });

/** The street grid: along Queen Street (turned 12°) and across it. */
function at(along: number, across: number): [number, number] {
  const angle = (-102 * Math.PI) / 180;
  const x = along * Math.cos(angle) - across * Math.sin(angle);
  const y = along * Math.sin(angle) + across * Math.cos(angle);
  return [174.7666 + x * LON, -36.8432 + y * LAT];
}

const ALONG = [-40, 170, 330, 480, 640, 800, 960, 1130, 1300, 1480, 1660];
const ACROSS = [-760, -620, -480, -340, -210, -95, 0, 100, 210, 330, 460, 600, 740];

function roads(): Feature[] {
  const main = (n: number): string => (n === 0 ? "main" : "street");
  return [
    ...ACROSS.map((a) =>
      feature(line(at(-40, a), at(1660, a)), { kind: main(a), name: a === 0 ? "Queen Street" : "" }),
    ),
    ...ALONG.map((a, i) =>
      feature(line(at(a, -760), at(a, 740)), { kind: i === 0 || i === 10 ? "main" : "street" }),
    ),
  ];
}

/** Deterministic noise between 0 and 1. */
export function noise(...seeds: number[]): number {
  let h = 2166136261;
  for (const seed of seeds) {
    h = Math.imul(h ^ (seed | 0), 16777619);
    h ^= h >>> 13;
    h = Math.imul(h, 1540483477);
  }
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

function block(a0: number, a1: number, b0: number, b1: number, height: number): Feature {
  const ring = [at(a0, b0), at(a1, b0), at(a1, b1), at(a0, b1), at(a0, b0)];
  return feature({ type: "Polygon", coordinates: [ring] }, { kind: "building", height_m: height });
}

function buildings(): Feature[] {
  const found: Feature[] = [];
  for (let i = 0; i + 1 < ALONG.length; i++)
    for (let j = 0; j + 1 < ACROSS.length; j++) {
      const [a0 = 0, a1 = 0, b0 = 0, b1 = 0] = [ALONG[i], ALONG[i + 1], ACROSS[j], ACROSS[j + 1]];
      if (b0 > 240 && i > 2 && i < 6) continue;
      const parts = 3;
      for (let p = 0; p < parts * 2; p++) {
        const [u, v] = [p % parts, Math.floor(p / parts)];
        const [da, db] = [(a1 - a0 - 24) / parts, (b1 - b0 - 22) / 2];
        const centre = Math.max(0.15, 1 - Math.hypot((a0 - 450) / 900, (b0 + b1) / 2 / 520));
        const height = 8 + noise(i, j, p) ** 2 * 120 * centre;
        found.push(
          block(
            a0 + 12 + u * da,
            a0 + 9 + (u + 1) * da,
            b0 + 11 + v * db,
            b0 + 9 + (v + 1) * db,
            Math.round(height),
          ),
        );
      }
    }
  return found;
}

const ring = (...points: [number, number][]): Polygon => ({
  type: "Polygon",
  coordinates: [[...points, points[0] as [number, number]]],
});

export const BASEMAP: Record<string, FeatureCollection> = {
  "land.geojson": collection([feature(ring(at(-45, -1600), at(-45, 1600), at(2900, 1600), at(2900, -1600)))]),
  "water.geojson": collection([
    feature(ring(at(-45, -1900), at(-45, 1900), at(-1800, 1900), at(-1800, -1900))),
  ]),
  "green.geojson": collection([
    feature(ring(at(492, 345), at(492, 590), at(950, 590), at(950, 345)), { name: "Albert Park" }),
  ]),
  "roads.geojson": collection(roads()),
  "buildings.geojson": collection([
    ...buildings(),
    block(-200, -50, 20, 70, 12),
    block(-260, -50, -160, -100, 10),
    block(-300, -50, 180, 240, 10),
  ]),
  "labels.geojson": collection([
    feature({ type: "Point", coordinates: at(-260, -420) }, { name: "Waitematā Harbour", kind: "sea" }),
    feature({ type: "Point", coordinates: at(720, 460) }, { name: "Albert Park", kind: "green" }),
    feature({ type: "Point", coordinates: at(60, 40) }, { name: "Britomart", kind: "place" }),
    feature({ type: "Point", coordinates: at(880, -80) }, { name: "Aotea Square", kind: "place" }),
  ]),
};
