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

export type SummaryJson = Narrowed<
  Schemas["SummaryBody"],
  { personsLower?: number | null; personsUpper?: number | null }
>;
export type ActivityJson = Schemas["ActivityBody"];
export type StoppedActivityJson = Schemas["StoppedActivityBody"];
/** `belowK` says below which number of contributors the values of an area are withheld. */
export type PictureJson = Narrowed<
  Schemas["PictureBody"],
  {
    quality: Quality[];
    doubt: Doubt[];
    stoppedActivities: StoppedActivityJson[];
    summary: SummaryJson;
    belowK: (number | null)[];
    personsLower?: (number | null)[];
    personsUpper?: (number | null)[];
  }
>;
export type DoubtJson = Schemas["DoubtBody"];
export type InputJson = Narrowed<Schemas["InputBody"], { quality: Quality }>;
export type AreaDetailJson = Narrowed<
  Schemas["AreaEstimateBody"],
  { quality: Quality; doubt: Doubt; inputs: InputJson[]; explanation?: ExplanationJson | null }
>;
export type HistoryJson = Narrowed<
  Schemas["HistoryBody"],
  { quality: Quality[]; personsLower?: (number | null)[]; personsUpper?: (number | null)[] }
>;

/** Where an estimate comes from; the three shares add up to 1. */
export interface ExplanationJson {
  measuredShare: number;
  modelledShare: number;
  assumedShare: number;
  carriers: { streamId: string; name: string; share: number }[];
  improvements: ImprovementJson[];
}

/** A further sensor, and what the standard error of the area's persons would be with it. */
export interface ImprovementJson {
  kind: "inside" | "at-gate";
  placeId: string;
  placeName: string;
  personsStandardError: number;
}

/** Who crosses the gates: one row per gate and direction; empty where no network is known. */
export interface FlowsJson {
  now: string;
  gateIds: string[];
  origin: string[];
  destination: string[];
  personsPerMin: (number | null)[];
  standardError: (number | null)[];
}

export type SourceState = "waiting" | "fresh" | "late" | "lost" | "stopped" | "misconfigured";

/** One source of data and how it stands, in words that the server has for it. */
export interface SourceJson {
  connector: string;
  title: string;
  provider: string;
  providerUrl: string;
  licence: string;
  delivers: "poll" | "subscription" | "inbox" | "mixed" | "pushed";
  state: SourceState;
  since: string;
  sentence: string;
  sentenceNl: string;
  lastSuccessAt: string | null;
  lastNewsAt: string | null;
  nextAttemptAt: string | null;
  newestPhenomenonTime: string | null;
  rowsTaken: number;
  streams: { streamId: string; datastreamId: number; name: string; state: "fresh" | "stale" | "missing" }[];
  areaIds: string[];
  missingAreaIds: string[];
}

export interface SourcesJson {
  revision: number;
  now: string;
  sources: SourceJson[];
}
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
}

export interface HeartbeatJson {
  sequence: number;
  epoch: string;
  now: string;
  paused?: boolean;
  speed?: number;
  /** Another number than before: the sources, or what is known of them, changed. */
  sources?: number;
}
