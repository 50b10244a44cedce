// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The shapes of forecasts, from the OpenAPI document, with the closed lists that are free text there. Null means "not
 * known" or "there is none", never 0.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];
type Narrowed<Wide, Narrow> = Omit<Wide, keyof Narrow> & Narrow;

/** Who made a forecast of one series: the method itself, the reference in its place, or nobody. */
export type ForecastStatus = "own" | "reference" | "none";

export type IssueJson = Schemas["IssueBody"];
/** Undeclared: no processing activity covers forecasts, so none are made. */
export type ForecastsJson = Narrowed<
  Schemas["ForecastsBody"],
  { state: "undeclared" | "waiting" | "issued" | "drifted" | "failed" }
>;
export type AreaForecastJson = Narrowed<Schemas["ForecastBody"], { status: ForecastStatus }>;
export type ForecastPictureJson = Narrowed<Schemas["ForecastPictureBody"], { status: ForecastStatus[] }>;
export type ForecastTimelineJson = Schemas["ForecastTimelineBody"];
/** Its `basis` says how each contribution is known: observed, method, learned or assumed. */
export type ForecastExplanationJson = Schemas["ForecastExplanationBody"];

export type PlanDayJson = Schemas["PlanDayBody"];
/** What is foreseen of one area on one day: its peak, and how likely it is to be too full at any hour. */
export type AreaDayJson = Narrowed<Schemas["AreaDayBody"], { status: ForecastStatus }>;
export type AreaPlanJson = Narrowed<Schemas["AreaPlanBody"], { days: (AreaDayJson | null)[] }>;
export type PlannedEventJson = Schemas["PlannedEventBody"];
export type PlanJson = Narrowed<Schemas["PlanBody"], { areas: AreaPlanJson[] }>;

export type SupposedKind = Schemas["WhatIfKind"];
/** One change that is supposed; the amount is in the unit of its kind. */
export type SupposedJson = Required<Schemas["ChangeRequest"]>;
export type WhatIfJson = Narrowed<Schemas["WhatIfBody"], { before: AreaPlanJson[]; after: AreaPlanJson[] }>;
