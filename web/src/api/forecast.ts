// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** The shapes of forecasts as /api/v1 speaks them; null means "not known" or "there is none", never 0. */

/** Who made a forecast of one series: the method itself, the reference in its place, or nobody. */
export type ForecastStatus = "own" | "reference" | "none";

export interface IssueJson {
  number: number;
  issuedAt: string;
  /** The first moment of which it knew nothing. */
  origin: string;
  method: string;
  reference: string;
  series: number;
  leads: number;
  seconds: number;
  mistrust: string;
}

export interface ForecastsJson {
  now: string;
  /** Undeclared: no processing activity covers forecasts, so none are made. */
  state: "undeclared" | "waiting" | "issued" | "failed";
  sentence: string;
  sentenceNl: string;
  issueEveryMin: number;
  stepMin: number;
  horizonH: number;
  nextIssue: string | null;
  latest: IssueJson | null;
  /** The issue that can be explained and supposed changes of: the newest since the server began. */
  explained: number | null;
  reference: string;
}

type Column = (number | null)[];

export interface AreaForecastJson {
  placeId: string;
  status: ForecastStatus;
  note: string;
  noteNl: string;
  issue: IssueJson | null;
  /** Null where nothing was issued yet. */
  stepMin: number | null;
  /** When each step begins. */
  time: string[];
  median: Column;
  lower80: Column;
  upper80: Column;
  lower95: Column;
  upper95: Column;
  reference: { method: string; median: Column; lower80: Column; upper80: Column } | null;
  level: Column;
  levelLikely: Column;
  levelProbability: (number[] | null)[];
  /** Below how many persons a step is withheld; null where it is not. */
  belowK: Column;
}

export interface ForecastPictureJson {
  now: string;
  at: string;
  time: string;
  timeEnd: string;
  issue: IssueJson | null;
  bandShare: number;
  summary: {
    persons: number | null;
    areas: number;
    areasForeseen: number;
    areasAboveLimit: number;
    highestLevel: number | null;
  };
  areaIds: string[];
  personsForecast: Column;
  personsLower: Column;
  personsUpper: Column;
  densityPerM2: Column;
  level: Column;
  levelLikely: Column;
  levelProbability: (number[] | null)[];
  status: ForecastStatus[];
  note: string[];
  belowK: Column;
}

export interface ForecastTimelineJson {
  now: string;
  issue: IssueJson | null;
  stepMin: number | null;
  time: string[];
  persons: Column;
  level: Column;
  areasForeseen: number[];
}

export interface ContributionJson {
  cause: string;
  factor: number;
  words: string;
  wordsNl: string;
  /** How it is known: observed, method, learned or assumed. */
  basis: string;
}

export interface ForecastExplanationJson {
  time: string;
  baseline: number | null;
  median: number | null;
  sentence: string;
  sentenceNl: string;
  contributions: ContributionJson[];
}

/** What staff is planned on, and who says so. */
export interface StaffingJson {
  personsPerSteward: number;
  source: string;
}

export interface PlanDayJson {
  date: string;
  dayOff: boolean;
  name: string | null;
  nameNl: string | null;
  from: string;
  to: string;
}

/** What is foreseen of one area on one day: its peak, and how likely it is to be too full at any hour. */
export interface AreaDayJson {
  peakAt: string;
  median: number;
  lower80: number;
  upper80: number;
  level: number | null;
  /** The highest probability of level 4 or 5 at any step of the day, and when that is. */
  probability45: number | null;
  probability45At: string | null;
  status: ForecastStatus;
  stewards: { lower: number; median: number; upper: number } | null;
}

export interface AreaPlanJson {
  areaId: string;
  /** One per day of the plan; null where nothing is foreseen or nothing may be told. */
  days: (AreaDayJson | null)[];
}

export interface PlannedEventJson {
  id: string;
  title: string;
  kind: string;
  start: string;
  end: string;
  areaIds: string[];
  expectedVisitors: number | null;
  source: string;
}

export interface PlanJson {
  now: string;
  issue: IssueJson | null;
  sentence: string;
  sentenceNl: string;
  staffing: StaffingJson | null;
  days: PlanDayJson[];
  areas: AreaPlanJson[];
  events: PlannedEventJson[];
}

export type SupposedKind = "rain" | "warmth" | "visitors" | "line-out" | "cancelled" | "moved";

/** One change that is supposed; the amount is in the unit of its kind. */
export interface SupposedJson {
  kind: SupposedKind;
  title: string;
  amount: number;
  start: string | null;
  end: string | null;
  areaIds: string[];
  eventId: string;
}

export interface SupposedEffectJson {
  title: string;
  kind: SupposedKind;
  /** Persons more or fewer, all areas together, at the step where that is most. */
  difference: number;
  differenceAt: string;
  source: string;
  sourceNl: string;
  isLearned: boolean;
}

export interface WhatIfJson {
  issue: IssueJson;
  before: AreaPlanJson[];
  after: AreaPlanJson[];
  changes: SupposedEffectJson[];
}
