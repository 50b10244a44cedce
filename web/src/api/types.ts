// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** The shapes that /api/v1 speaks. Times are ISO 8601 in UTC; null always means "not known". */
import type { FeatureCollection, LineString, MultiPolygon, Polygon } from "geojson";

export type Quality = "good" | "suspect" | "missing" | "out-of-range" | "frozen" | "spike" | "stale";
export type Level = 1 | 2 | 3 | 4 | 5;
type Column = (number | null)[];
type TimeColumn = (string | null)[];

export interface KindScale {
  breaks: number[];
  quantity: "densityPerM2" | "shareOfCapacity";
  source: string;
}

export interface Basemap {
  kind: "schematic" | "pmtiles" | "tiles";
  layers?: Record<string, string>;
  url?: string;
  style?: string;
}

export interface City {
  id: string;
  name: string;
  languages: string[];
  timeZone: string;
  country: string;
  simulated: boolean;
  mode: "live" | "replay";
  map: {
    extent: [number, number, number, number];
    centre: [number, number];
    zoom: number;
    pitch: number;
    bearing: number;
    basemap: Basemap;
  };
  attribution: { text: string; url?: string | null; licence?: string | null }[];
  authority?: { name: string; contact?: string | null; website?: string | null } | null;
  kinds: Record<string, KindScale>;
  version: string;
}

export interface DatastreamReference {
  id: string;
  name: string;
  observedProperty: string;
  unit: string;
  position?: [number, number] | null;
  selfLink: string;
}

export interface AreaProperties {
  id?: string;
  name: string;
  kind: string;
  usableAreaM2: number;
  lengthM?: number | null;
  capacityPersons: number | null;
  capacitySource: string | null;
  datastreams: DatastreamReference[];
}

export interface GateProperties {
  name: string;
  effectiveWidthM: number;
  areaIds: string[];
  datastreams: DatastreamReference[];
}

export type AreaCollection = FeatureCollection<Polygon | MultiPolygon, AreaProperties>;
export type GateCollection = FeatureCollection<LineString, GateProperties>;

export interface SummaryJson {
  persons: number | null;
  personsStandardError: number | null;
  areas: number;
  areasKnown: number;
  areasAboveLimit: number;
  highestLevel: number | null;
  datastreamsFresh: number;
  datastreams: number;
  newestPhenomenonTime: string | null;
}

export interface PictureJson {
  sequence?: number | null;
  epoch?: string | number | null;
  now: string;
  issuedAt: string;
  at?: string | null;
  summary: SummaryJson;
  areaIds: string[];
  persons: Column;
  personsStandardError: Column;
  densityPerM2: Column;
  densityPerM2StandardError: Column;
  flowPerMMin: Column;
  flowPerMMinStandardError: Column;
  level: Column;
  levelProbability: (number[] | null)[];
  quality: Quality[];
  phenomenonTime: TimeColumn;
  phenomenonTimeEnd: TimeColumn;
  availableAt: TimeColumn;
}

export interface InputJson {
  datastreamId: string;
  name: string;
  phenomenonTime: string | null;
  result: number | null;
  unit: string;
  quality: Quality;
  /** False when a check set it aside. */
  used?: boolean;
  selfLink: string;
}

export interface AreaDetailJson {
  inputs: InputJson[];
  method?: string | null;
  methodSource?: string | null;
}

export interface HistoryJson {
  areaId: string;
  bucketS: number;
  time: string[];
  persons: Column;
  personsStandardError: Column;
  densityPerM2: Column;
  flowPerMMin: Column;
  level: Column;
  quality: (Quality | null)[];
}

export interface TimelineJson {
  time: string[];
  persons: Column;
  level: Column;
  areasKnown: Column;
}

export interface ReplayJson {
  now: string;
  speed: number;
  paused: boolean;
  from: string;
  to: string;
  atEnd: boolean;
}

export interface TickJson {
  sequence: number;
  epoch: string | number;
  now: string;
  issuedAt?: string;
  missed?: number;
}

export interface HeartbeatJson {
  now: string;
  sequence: number;
  epoch: string | number;
  paused?: boolean;
  speed?: number;
}
