// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The shapes that /api/v1 speaks: those of its own OpenAPI document (schema.d.ts, made by tools/api_types.py), with
 * the words that are free text there as the closed lists they are, and what a document cannot describe: GeoJSON and
 * events. Times are ISO 8601 in UTC; null always means "not known".
 */
import type { FeatureCollection, LineString, MultiPolygon, Polygon } from "geojson";
import type { components } from "./schema";

type Schemas = components["schemas"];
type Narrowed<Wide, Narrow> = Omit<Wide, keyof Narrow> & Narrow;

export type Quality =
  | "good"
  | "suspect"
  | "missing"
  | "out-of-range"
  | "frozen"
  | "spike"
  | "stale"
  /** Fewer contributors than may be shown: not a fault of the sensor. */
  | "withheld";
/** How far an estimate is to be doubted; beside its quality. */
export type Doubt = "none" | "not-corroborated" | "doubted";
export type Level = 1 | 2 | 3 | 4 | 5;

export type KindScale = Narrowed<Schemas["LevelsBody"], { quantity: "densityPerM2" | "shareOfCapacity" }>;
export type Basemap = Narrowed<Schemas["BasemapBody"], { kind: "schematic" | "pmtiles" | "tiles" }>;
export type City = Narrowed<
  Schemas["CityBody"],
  {
    mode: "live" | "replay";
    map: Narrowed<Schemas["MapBody"], { basemap: Basemap }>;
    kinds: Record<string, KindScale>;
  }
>;

export type SummaryJson = Schemas["SummaryBody"];
export type ActivityJson = Schemas["ActivityBody"];
export type StoppedActivityJson = Schemas["StoppedActivityBody"];
/** `belowK` says below which number of contributors the values of an area are withheld. */
export type PictureJson = Narrowed<
  Schemas["PictureBody"],
  {
    quality: Quality[];
    doubt: Doubt[];
    stoppedActivities: StoppedActivityJson[];
    belowK: (number | null)[];
  }
>;
export type DoubtJson = Schemas["DoubtBody"];
export type InputJson = Narrowed<Schemas["InputBody"], { quality: Quality }>;
export type AreaDetailJson = Narrowed<
  Schemas["AreaEstimateBody"],
  { quality: Quality; doubt: Doubt; inputs: InputJson[]; explanation: ExplanationJson | null }
>;
/** Where an estimate comes from; the three shares add up to 1. */
export type ExplanationJson = Narrowed<Schemas["ExplanationBody"], { improvements: ImprovementJson[] }>;
/** A further sensor, and what the standard error of the area's persons would be with it. */
export type ImprovementJson = Narrowed<Schemas["ImprovementBody"], { kind: "inside" | "at-gate" }>;
export type HistoryJson = Narrowed<Schemas["HistoryBody"], { quality: Quality[] }>;
/** Who crosses the gates: one row per gate and direction; empty where no network is known. */
export type FlowsJson = Schemas["FlowsBody"];
export type SourceState = "waiting" | "fresh" | "late" | "lost" | "stopped" | "misconfigured";
/** One source of data and how it stands, in words that the server has for it. */
export type SourceJson = Narrowed<Schemas["SourceReport"], { state: SourceState }>;
export type SourcesJson = Narrowed<Schemas["SourcesReport"], { sources: SourceJson[] }>;
export type TimelineJson = Schemas["TimelineBody"];
export type ReplayJson = Schemas["ReplayBody"];
export type ReplayChange = Schemas["ReplayChange"];

export interface DatastreamReference {
  id: number;
  streamId: string;
  name: string;
  observedProperty: string;
  unit: string;
  position: [number, number] | null;
  intervalS: number;
  staleAfterS: number;
  selfLink: string;
}

export interface AreaProperties {
  name: string;
  kind: string;
  usableAreaM2: number;
  lengthM: number | null;
  capacityPersons: number | null;
  capacitySource: string | null;
  geometrySource: string;
  datastreams: DatastreamReference[];
}

export interface GateProperties {
  name: string;
  effectiveWidthM: number;
  widthSource: string;
  areaIds: string[];
  datastreams: DatastreamReference[];
}

export type AreaCollection = FeatureCollection<Polygon | MultiPolygon, AreaProperties>;
export type GateCollection = FeatureCollection<LineString, GateProperties>;

export interface TickJson {
  sequence: number;
  epoch: string;
  now: string;
  issuedAt: string;
  missed?: number;
  sources?: number;
  forecast?: number;
  warnings?: number;
  responses?: number;
}

export interface HeartbeatJson {
  sequence: number;
  epoch: string;
  now: string;
  paused?: boolean;
  speed?: number;
  /** Another number than before: the sources, or what is known of them, changed. */
  sources?: number;
  /** The number of the newest issue of forecasts. */
  forecast?: number;
  /** Rise with everything that happens about warnings and about responses. */
  warnings?: number;
  responses?: number;
}
