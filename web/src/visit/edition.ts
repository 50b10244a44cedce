// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Edition = Schemas["Edition"];
export type Place = Schemas["PlaceTold"];
export type Way = Schemas["Way"];
export type Said = Schemas["Words"];
export type Language = "nl" | "en";

export const BUSYNESS = "/api/v1/public/busyness";
export const PLACES = "/api/v1/public/places";
/** From this level on something better is worth a line. */
export const BUSY = 3;

/** The edition that came with the page; null when the page came without one, as during development. */
export function embedded(): Edition | null {
  const text = document.getElementById("edition")?.textContent;
  return text ? (JSON.parse(text) as Edition) : null;
}

export type Trend = "rises" | "falls" | "stays";

/** How the level goes on in the next hour; null when one of the two is not known. */
export function trendOf(level: readonly (number | null)[], at: number): Trend | null {
  const [now, next] = [level[at], level[at + 1]];
  if (!now || !next) return null;
  return next > now ? "rises" : next < now ? "falls" : "stays";
}

/** The order of the list: what is busiest, or quietest, first; what is not known or not told last. */
export function ordered(places: readonly Place[], at: number, order: "busy" | "quiet"): number[] {
  const rank = (i: number): number => {
    const level = places[i]?.level[at];
    if (!level) return places[i]?.state === "not-released" ? 101 : 100;
    return order === "busy"
      ? -(level * 10 + (places[i]?.upTo[at] ?? 0))
      : level * 10 + (places[i]?.upTo[at] ?? 0);
  };
  return places.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
}

/** Which times get a button of their own: now, a few hours of today, and a few of tomorrow. */
export function quickTimes(
  times: readonly string[],
  hourOf: (t: string) => number,
  dayOf: (t: string) => string,
): number[] {
  const today = times[0] ? dayOf(times[0]) : "";
  const later = times.map((_, i) => i).slice(1);
  const now = later.filter((i) => dayOf(times[i] ?? "") === today);
  const next = later.filter(
    (i) => dayOf(times[i] ?? "") !== today && [10, 14, 18].includes(hourOf(times[i] ?? "")),
  );
  return [0, ...now.filter((_, n) => n % 2 === 1 || now.length === 1).slice(0, 3), ...next];
}

/** Something is wrong with how new this is: the page was kept, or what comes from the server is old. */
export function isOld(edition: Edition, nowMs: number): boolean {
  if (edition.city.isReplay) return false;
  const age = nowMs - Date.parse(edition.publishedAt);
  return age > Math.max(3 * edition.stepMin, 30) * 60_000;
}
