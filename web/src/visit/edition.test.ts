// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, test } from "vitest";
import { type Edition, isOld, ordered, type Place, quickTimes, trendOf } from "./edition";
import { boxAround, projection, standing } from "./projection";
import { en, nl } from "./words";

const place = (id: string, level: (number | null)[], state: Place["state"] = "good"): Place => ({
  id,
  name: { nl: id, en: id },
  kind: "beach",
  areaIds: [id],
  position: [4, 52],
  state,
  because: null,
  observedAt: null,
  level,
  upTo: level,
  betterPlace: [],
  betterTime: [],
});

const hours = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => new Date(Date.UTC(2026, 7, 14, first + i)).toISOString());
const hourOf = (t: string): number => Number(t.slice(11, 13));
const dayOf = (t: string): string => t.slice(0, 10);

test("a trend is told in the next hour, and not of what is not known", () => {
  expect([trendOf([2, 3], 0), trendOf([3, 2], 0), trendOf([3, 3], 0)]).toEqual(["rises", "falls", "stays"]);
  expect([trendOf([2], 0), trendOf([null, 2], 0), trendOf([2, null], 0)]).toEqual([null, null, null]);
});

test("the list begins with what is busiest, or quietest, and ends with what is not told", () => {
  const places = [
    place("a", [], "not-released"),
    place("b", [2]),
    place("c", [null], "unknown"),
    place("d", [4]),
  ];
  expect(ordered(places, 0, "busy")).toEqual([3, 1, 2, 0]);
  expect(ordered(places, 0, "quiet")).toEqual([1, 3, 2, 0]);
});

test("times to choose from begin with now, go on today, and end tomorrow by day", () => {
  const times = hours(14, 30);
  const chosen = quickTimes(times, hourOf, dayOf);
  expect(chosen[0]).toBe(0);
  expect(chosen.slice(1).map((i) => times[i]?.slice(8, 13))).toEqual([
    "14T16",
    "14T18",
    "14T20",
    "15T10",
    "15T14",
    "15T18",
  ]);
  expect(quickTimes([], hourOf, dayOf)).toEqual([0]);
  expect(quickTimes(hours(22, 2), hourOf, dayOf)).toEqual([0, 1]);
});

test("what is old is noticed in a city that lives, and not in a day that is played again", () => {
  const edition = { publishedAt: "2026-08-14T12:00:00Z", stepMin: 15, city: { isReplay: false } } as Edition;
  expect(isOld(edition, Date.parse("2026-08-14T12:44:00Z"))).toBe(false);
  expect(isOld(edition, Date.parse("2026-08-14T12:46:00Z"))).toBe(true);
  expect(
    isOld({ ...edition, city: { ...edition.city, isReplay: true } }, Date.parse("2027-01-01T00:00:00Z")),
  ).toBe(false);
});

test("the map is turned so that its bearing is up", () => {
  const east = projection([4, 52], 90)([4.01, 52]);
  expect(east[0]).toBeCloseTo(0, 6);
  expect(east[1]).toBeLessThan(-600);
});

test("labels that would lie over a more important one, or over the edge, do not stand", () => {
  const box = boxAround(
    [
      [0, 0],
      [100, 50],
    ],
    0,
    0.1,
  );
  const label = (x: number, y: number) => ({ x, y, width: 20, height: 10 });
  expect(standing([label(10, 10), label(20, 15), label(40, 10), label(90, 10)], box)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("both languages say the same things", () => {
  const words = (of: object): string[] =>
    Object.entries(of).flatMap(([key, value]) => [key, ...(typeof value === "object" ? words(value) : [])]);
  expect(words(en)).toEqual(words(nl));
});
