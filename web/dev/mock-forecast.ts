// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Invented forecasts for development: the invented counts of the time to come, with bands that widen. */
import type {
  AreaDayJson,
  AreaForecastJson,
  ForecastExplanationJson,
  ForecastPictureJson,
  ForecastStatus,
  ForecastsJson,
  ForecastTimelineJson,
  IssueJson,
  PlanJson,
  SupposedJson,
  WhatIfJson,
} from "../src/api/forecast";
import type { PictureJson } from "../src/api/types";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LEADS = 168;
const PER_STEWARD = 250;
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");

/** The counts as they will be, invented. */
export type Truth = (ms: number) => PictureJson;

const originOf = (now: number): number => Math.ceil(now / HOUR) * HOUR;
const leadsOf = (now: number): number[] => Array.from({ length: LEADS }, (_, i) => originOf(now) + i * HOUR);
/** How wide a band of 80 % is to each side, as a share: wider as it is further away. */
const halfOf = (now: number, ms: number): number =>
  0.08 + 0.22 * Math.sqrt(Math.max(0, ms - now) / (7 * DAY));

const issue = (now: number): IssueJson => ({
  number: Math.floor(now / HOUR) - 480_000,
  issuedAt: iso(Math.floor(now / HOUR) * HOUR),
  origin: iso(originOf(now)),
  method: "boosting-conformal/1",
  model: "",
  reference: "climatology/1",
  series: 42,
  leads: LEADS,
  seconds: 1.4,
  mistrust: "",
});

export function forecasts(now: number): ForecastsJson {
  return {
    now: iso(now),
    state: "issued",
    sentence: "",
    sentenceNl: "",
    issueEveryMin: 60,
    stepMin: 60,
    horizonH: LEADS,
    nextIssue: iso((Math.floor(now / HOUR) + 1) * HOUR),
    latest: issue(now),
    explained: issue(now).number,
    nextHours: null,
    nextRefit: null,
    issues: [issue(now)],
    champion: null,
    mistrust: "",
    alarms: [],
    series: [],
    reference: "climatology/1",
  };
}

/** The third area has only the reference, the last one nothing. */
const statusOf = (i: number, areas: number): ForecastStatus =>
  i === 2 ? "reference" : i === areas - 1 ? "none" : "own";
const times = (value: number | null, factor: number): number | null =>
  value === null ? null : value * factor;

export function forecastPicture(now: number, at: number, truth: Truth): ForecastPictureJson {
  const then = truth(at);
  const half = halfOf(now, at);
  const known = then.persons.map((value, i) => (statusOf(i, then.areaIds.length) === "none" ? null : value));
  return {
    now: iso(now),
    at: iso(at),
    time: iso(at),
    timeEnd: iso(at + HOUR),
    issue: issue(now),
    bandShare: 0.8,
    summary: {
      persons: then.summary.persons,
      areas: then.summary.areas,
      areasForeseen: then.summary.areas - 1,
      areasAboveLimit: then.summary.areasAboveLimit,
      highestLevel: then.summary.highestLevel,
    },
    areaIds: then.areaIds,
    personsForecast: known,
    personsLower: known.map((value) => times(value, 1 - half)),
    personsUpper: known.map((value) => times(value, 1 + half)),
    personsLower95: known.map((value) => times(value, Math.max(0, 1 - 1.6 * half))),
    personsUpper95: known.map((value) => times(value, 1 + 1.6 * half)),
    personsReference: truth(at - 7 * DAY).persons,
    densityPerM2: then.densityPerM2,
    level: then.level.map((level, i) => (known[i] === null ? null : level)),
    levelLikely: then.levelLikely,
    levelProbability: then.levelProbability,
    status: then.areaIds.map((_, i) => statusOf(i, then.areaIds.length)),
    note: then.areaIds.map(() => ""),
    noteNl: then.areaIds.map(() => ""),
    belowK: then.areaIds.map(() => null),
  };
}

export function forecastTimeline(now: number, truth: Truth): ForecastTimelineJson {
  const rows = leadsOf(now).map((ms) => ({ ms, ...truth(ms).summary }));
  return {
    now: iso(now),
    issue: issue(now),
    stepMin: 60,
    time: rows.map(({ ms }) => iso(ms)),
    persons: rows.map(({ persons }) => persons),
    level: rows.map(({ highestLevel }) => highestLevel),
    areasForeseen: rows.map(({ areasKnown }) => areasKnown),
  };
}

export function areaForecast(now: number, i: number, truth: Truth): AreaForecastJson {
  const rows = leadsOf(now).map((ms) => ({ ms, picture: truth(ms), half: halfOf(now, ms) }));
  const status = statusOf(i, rows[0]?.picture.areaIds.length ?? 0);
  const median = rows.map(({ picture }) => (status === "none" ? null : (picture.persons[i] ?? null)));
  const scaled = (side: number): (number | null)[] =>
    median.map((value, row) => times(value, Math.max(0, 1 + side * (rows[row]?.half ?? 0))));
  const usual = rows.map(({ ms }) => truth(ms - 7 * DAY).persons[i] ?? null);
  return {
    seriesId: `area:${i}`,
    kind: "persons",
    name: "",
    now: iso(now),
    lead: rows.map((_, lead) => lead + 1),
    quantiles: [],
    values: [],
    placeId: rows[0]?.picture.areaIds[i] ?? "",
    status,
    note: status === "own" ? "" : "Only 3 days of history.",
    noteNl: status === "own" ? "" : "Er is pas 3 dagen geteld.",
    issue: issue(now),
    stepMin: 60,
    time: status === "none" ? [] : rows.map(({ ms }) => iso(ms)),
    median,
    lower80: scaled(-1),
    upper80: scaled(1),
    lower95: scaled(-1.6),
    upper95: scaled(1.6),
    reference: { method: "climatology/1", median: usual, lower80: usual, upper80: usual },
    level: rows.map(({ picture }) => picture.level[i] ?? null),
    levelLikely: rows.map(({ picture }) => picture.levelLikely[i] ?? null),
    levelProbability: rows.map(({ picture }) => picture.levelProbability[i] ?? null),
    belowK: rows.map(() => null),
  };
}

export function explanation(at: number): ForecastExplanationJson {
  return {
    seriesId: "",
    lower80: 1_700,
    upper80: 2_400,
    time: iso(at),
    baseline: 1_250,
    median: 2_025,
    sentence: "Usual at this hour: 1,250 persons. Saturday +20 %, 24 °C +35 %.",
    sentenceNl: "Gewoonlijk op dit uur: 1.250 personen. Zaterdag +20 %, 24 °C +35 %.",
    contributions: [
      { cause: "day", factor: 1.2, words: "Saturday", wordsNl: "zaterdag", basis: "observed" },
      { cause: "weather", factor: 1.35, words: "24 °C", wordsNl: "24 °C", basis: "assumed" },
    ],
  };
}

function areaDay(now: number, from: number, i: number, truth: Truth, factor: number): AreaDayJson | null {
  const hours = leadsOf(now).filter((ms) => ms >= from && ms < from + DAY);
  let best: { ms: number; persons: number; picture: PictureJson } | null = null;
  let risk = { share: 0, ms: hours[0] ?? 0 };
  for (const ms of hours) {
    const picture = truth(ms);
    const persons = (picture.persons[i] ?? 0) * factor;
    const share = (picture.levelProbability[i] ?? []).slice(3).reduce((sum, one) => sum + one, 0);
    if (share > risk.share) risk = { share, ms };
    if (!best || persons > best.persons) best = { ms, persons, picture };
  }
  if (!best || statusOf(i, best.picture.areaIds.length) === "none") return null;
  const half = halfOf(now, best.ms);
  const stewards = (persons: number): number => Math.ceil(persons / PER_STEWARD);
  return {
    peakAt: iso(best.ms),
    median: best.persons,
    lower80: best.persons * (1 - half),
    upper80: best.persons * (1 + half),
    level: best.picture.level[i] ?? null,
    probability45: Math.min(1, risk.share * factor),
    probability45At: iso(risk.ms),
    status: statusOf(i, best.picture.areaIds.length),
    stewards: {
      lower: stewards(best.persons * (1 - half)),
      median: stewards(best.persons),
      upper: stewards(best.persons * (1 + half)),
    },
  };
}

const areasOf = (now: number, midnight: number, truth: Truth, factor: number): PlanJson["areas"] =>
  truth(now).areaIds.map((areaId, i) => ({
    areaId,
    days: Array.from({ length: 8 }, (_, day) => areaDay(now, midnight + day * DAY, i, truth, factor)),
  }));

/** `midnight` is when the city's day began. */
export function plan(now: number, midnight: number, truth: Truth): PlanJson {
  const days = Array.from({ length: 8 }, (_, day) => midnight + day * DAY);
  return {
    now: iso(now),
    issue: issue(now),
    sentence: "",
    sentenceNl: "",
    staffing: { personsPerSteward: PER_STEWARD, source: "invented" },
    days: days.map((from, i) => ({
      date: new Date(from + 13 * HOUR).toISOString().slice(0, 10),
      dayOff: i === 2,
      name: i === 2 ? "Christmas Day" : null,
      nameNl: i === 2 ? "Eerste Kerstdag" : null,
      from: iso(from),
      to: iso(from + DAY),
    })),
    areas: areasOf(now, midnight, truth, 1),
    events: [
      {
        id: "carols",
        title: "Carols on the quay",
        kind: "concert",
        start: iso(midnight + DAY + 19 * HOUR),
        end: iso(midnight + DAY + 22 * HOUR),
        areaIds: truth(now).areaIds.slice(0, 2),
        expectedVisitors: 8_000,
        source: "invented",
      },
    ],
  };
}

export function whatIf(now: number, midnight: number, truth: Truth, changes: SupposedJson[]): WhatIfJson {
  const factor = changes.reduce((all, { kind }) => all * (kind === "rain" ? 0.7 : 1.2), 1);
  return {
    issue: issue(now),
    before: areasOf(now, midnight, truth, 1),
    after: areasOf(now, midnight, truth, factor),
    changes: changes.map(({ kind, title }) => ({
      kind,
      title,
      difference: kind === "rain" ? -1_240 : 3_100,
      differenceAt: iso(midnight + DAY + 14 * HOUR),
      source: "Assumed: invented for development.",
      sourceNl: "Aangenomen: verzonnen voor de ontwikkeling.",
      isLearned: kind === "visitors",
    })),
  };
}
