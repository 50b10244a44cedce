// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { titled } from "../app/title";
import { withAndWithout } from "../features/responses/effect";
import { beside, everybody } from "./presence";
import { toneTimes } from "./sound";
import { partyName } from "./useParty";

const somebody = (name: string, more = {}) => ({
  name,
  party: "municipality",
  warningId: "",
  responseId: "",
  areaId: "",
  isActing: false,
  isSelf: false,
  ...more,
});

it("names each person once, who decides first, and not oneself", () => {
  const people = [
    somebody("Anna", { isSelf: true, warningId: "w1" }),
    somebody("Boris", { warningId: "w1" }),
    somebody("Carla", { responseId: "r1", isActing: true }),
    somebody("Boris"),
  ];
  expect(everybody(people).map(({ name }) => name)).toEqual(["Carla", "Boris"]);
  expect(beside(people, { warningId: "w1" }).map(({ name }) => name)).toEqual(["Boris"]);
  expect(beside(people, { responseId: "r1" })[0]?.isActing).toBe(true);
  expect(beside(people, {})).toEqual([]);
});

it("calls a party by its name in the reader's language", () => {
  const parties = [{ id: "police", name: "Politie", nameEn: "Police", nameNl: "Politie" }];
  expect(partyName(parties, "police", "en")).toBe("Police");
  expect(partyName(parties, "police", "nl")).toBe("Politie");
  expect(partyName(parties, "fire-brigade", "en")).toBe("fire-brigade");
  expect(partyName(undefined, "police", "en")).toBe("police");
});

it("calls longer and higher for what is worse, and never flutters", () => {
  const extreme = toneTimes("Extreme");
  const mild = toneTimes("Moderate");
  expect(extreme.length).toBeGreaterThan(mild.length);
  expect(Math.max(...extreme.map(({ hz }) => hz))).toBeGreaterThan(Math.max(...mild.map(({ hz }) => hz)));
  for (const [i, { at }] of extreme.entries())
    if (i > 0) expect(at - (extreme[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(0.15);
});

it("draws with and without on one scale from nothing, also when it may get worse", () => {
  expect(withAndWithout({ change: -0.2, lower: -0.4, upper: 0 })).toEqual({
    full: 100,
    expected: 80,
    from: 60,
    to: 100,
  });
  const worse = withAndWithout({ change: 0.25, lower: -0.5, upper: 1 });
  expect(worse.full).toBe(50);
  expect(worse.to).toBe(100);
  expect(withAndWithout({ change: -1.5, lower: -2, upper: -1 }).expected).toBe(0);
});

it("puts the number of warnings that nobody has seen before everything in the title", () => {
  expect(titled(2, ["Simulation", "Scheveningen", "Baken"])).toBe("(2) Simulation · Scheveningen · Baken");
  expect(titled(0, ["", "Auckland", "Baken"])).toBe("Auckland · Baken");
});
