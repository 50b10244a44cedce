// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Plausible counts: a day's curve per place, a weekend, noise, and a few sensors that fail now and then. */
import type { Doubt, PictureJson, Quality } from "../src/api/types";
import { noise, PLACES } from "./mock-city.ts";

export const HOUR = 3_600_000;
const AREA_M2 = 360;
const BREAKS = [0.05, 0.12, 0.22, 0.34];
const iso = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

function curve(ms: number, place: number): number {
  const local = new Date(ms + 13 * HOUR);
  const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
  const weekend = [0, 6].includes(local.getUTCDay());
  const bump = (at: number, wide: number): number => Math.exp(-(((hour - at) / wide) ** 2));
  const shape = weekend
    ? 0.95 * bump(14, 3.6) + 0.35 * bump(20, 2.5)
    : 0.55 * bump(8.4, 1.2) + bump(12.7, 1.7) + 0.9 * bump(17.2, 1.8) + 0.25 * bump(21, 2);
  const swing = 0.8 + 0.4 * noise(place, Math.floor(ms / HOUR));
  return (0.02 + shape) * swing;
}

function qualityOf(place: number, ms: number): Quality {
  const day = Math.floor(ms / (24 * HOUR));
  if (place === 10) return "missing";
  if (place === 3) return "stale";
  if (place === 15 && noise(place, day) > 0.2) return "suspect";
  return "good";
}

/** How many standard errors above the number lies what is reached in one of ten cases. */
export const CAUTION = 1.2816;

const levelOf = (density: number): number => 1 + BREAKS.filter((at) => density >= at).length;

const cumulative = (x: number): number => 1 / (1 + Math.exp(-1.702 * x));

function probabilities(density: number, error: number): number[] {
  const below = BREAKS.map((at) => cumulative((at - density) / error));
  return [0, 1, 2, 3, 4].map((i) => (below[i] ?? 1) - (i === 0 ? 0 : (below[i - 1] ?? 0)));
}

export interface Band {
  personsLower: number | null;
  personsUpper: number | null;
}

/** The 90 % band of a number with a standard error. */
export function bandOf(persons: number | null, error: number | null): Band {
  if (persons === null || error === null) return { personsLower: null, personsUpper: null };
  return { personsLower: Math.max(0, persons - 1.645 * error), personsUpper: persons + 1.645 * error };
}

export interface Reading {
  persons: number | null;
  error: number | null;
  density: number | null;
  densityError: number | null;
  flow: number | null;
  flowError: number | null;
  level: number | null;
  levelLikely: number | null;
  levelProbability: number[] | null;
  quality: Quality;
  start: number;
}

export function reading(place: number, ms: number): Reading {
  const quality = qualityOf(place, ms);
  const start = Math.floor((quality === "stale" ? ms - 3 * HOUR : ms - HOUR) / HOUR) * HOUR;
  if (quality === "missing")
    return {
      persons: null,
      error: null,
      density: null,
      densityError: null,
      flow: null,
      flowError: null,
      level: null,
      levelLikely: null,
      levelProbability: null,
      quality,
      start: Number.NaN,
    };
  const density = 0.27 * (PLACES[place]?.[4] ?? 1) * curve(start, place);
  const densityError = density * (quality === "good" ? 0.12 : 0.3) + 0.002;
  const levelProbability = probabilities(density, densityError);
  return {
    persons: density * AREA_M2,
    error: densityError * AREA_M2,
    density,
    densityError,
    flow: density * 60,
    flowError: densityError * 60,
    level: levelOf(density + CAUTION * densityError),
    levelLikely: levelOf(density),
    levelProbability,
    quality,
    start,
  };
}

export function picture(now: number, mark?: { sequence: number; epoch: string }, at?: number): PictureJson {
  const rows = PLACES.map((_, i) => reading(i, at ?? now));
  const sum = (pick: (row: Reading) => number | null): number =>
    rows.reduce((total, row) => total + (pick(row) ?? 0), 0);
  const time = (ms: number): string | null => (Number.isNaN(ms) ? null : iso(ms));
  const levels = rows.map((row) => row.level ?? 0);
  const doubts = rows.map(({ quality, level }): Doubt => {
    if (quality === "suspect") return "doubted";
    return (level ?? 0) >= 4 ? "not-corroborated" : "none";
  });
  return {
    sequence: mark?.sequence ?? null,
    epoch: mark?.epoch ?? "mock",
    now: iso(now),
    issuedAt: iso(at ?? now),
    at: at === undefined ? null : iso(at),
    summary: {
      persons: sum((row) => row.persons),
      personsStandardError: Math.sqrt(sum((row) => (row.error ?? 0) ** 2)),
      ...bandOf(
        sum((row) => row.persons),
        Math.sqrt(sum((row) => (row.error ?? 0) ** 2)),
      ),
      areas: rows.length,
      areasKnown: rows.filter((row) => row.persons !== null).length,
      areasAboveLimit: levels.filter((level) => level >= 4).length,
      highestLevel: Math.max(...levels) || null,
      areasInDoubt: doubts.filter((doubt) => doubt !== "none").length,
      datastreamsFresh: rows.filter((row) => !["missing", "stale"].includes(row.quality)).length,
      datastreams: rows.length,
      newestPhenomenonTime: time(Math.max(...rows.map((row) => row.start || 0)) + HOUR),
    },
    areaIds: PLACES.map(([id]) => id),
    persons: rows.map((row) => row.persons),
    personsStandardError: rows.map((row) => row.error),
    personsLower: rows.map((row) => bandOf(row.persons, row.error).personsLower),
    personsUpper: rows.map((row) => bandOf(row.persons, row.error).personsUpper),
    densityPerM2: rows.map((row) => row.density),
    densityPerM2StandardError: rows.map((row) => row.densityError),
    flowPerMMin: rows.map((row) => row.flow),
    flowPerMMinStandardError: rows.map((row) => row.flowError),
    level: rows.map((row) => row.level),
    levelLikely: rows.map((row) => row.levelLikely),
    levelProbability: rows.map((row) => row.levelProbability),
    quality: rows.map((row) => row.quality),
    doubt: doubts,
    phenomenonTime: rows.map((row) => time(row.start)),
    phenomenonTimeEnd: rows.map((row) => time(row.start + HOUR)),
    stoppedActivities: [],
    belowK: rows.map(() => null),
    availableAt: rows.map((row) => time(row.start + HOUR)),
  };
}

export function buckets(from: number, to: number, bucketS: number): number[] {
  const step = bucketS * 1000;
  const found: number[] = [];
  for (let t = Math.floor(from / step) * step; t < to; t += step) found.push(t);
  return found;
}
