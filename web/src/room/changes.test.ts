// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import {
  foremost,
  type Happened,
  missedBetween,
  passedAreas,
  responsesTo,
  risen,
  standing,
  warnedAreas,
  worstOf,
} from "./changes";
import { aMember, aResponse, aStep, aWarning } from "./room.fixture";

const at = "2026-08-14T19:40:00Z";

it("asks for attention to what is raised anew, and to what was seen and grew, but not to what was there at first", () => {
  const seen = aWarning({ id: "w2", state: "seen" });
  expect(risen(null, [aWarning()])).toEqual([]);
  expect(risen([aWarning()], [aWarning()])).toEqual([]);
  expect(risen([seen], [aWarning(), { ...seen, state: "raised" }]).map(({ id }) => id)).toEqual(["w1", "w2"]);
});

it("tells what was missed: raised, closed by whom, proposed and decided", () => {
  const before = { warnings: [aWarning()], responses: [aResponse()] };
  const closed = aWarning({ version: 3, state: "closed", isOpen: false, steps: [aStep("close", "closed")] });
  const step = { deed: "approve", state: "approved", byName: "Carla", party: "m", at, because: "" };
  const after = {
    warnings: [closed, aWarning({ id: "w2" })],
    responses: [aResponse({ state: "approved", steps: [step] }), aResponse({ id: "r2" })],
  };
  expect(missedBetween(before, after).map(({ kind, id, state, by }) => [kind, id, state, by])).toEqual([
    ["raised", "w2", "raised", ""],
    ["proposed", "r2", "proposed", ""],
    ["warning", "w1", "closed", "Boris"],
    ["response", "r1", "approved", "Carla"],
  ]);
});

it("tells both that a warning came and that it went while nobody looked", () => {
  const gone = aWarning({ state: "expired", isOpen: false, steps: [aStep("expire", "expired", "")] });
  expect(
    missedBetween({ warnings: [], responses: [] }, { warnings: [gone], responses: [] }).map(
      (one) => one.state,
    ),
  ).toEqual(["raised", "expired"]);
});

it("says nothing was missed of what could not be seen before", () => {
  const after = { warnings: [aWarning()], responses: [aResponse()] };
  expect(missedBetween({ warnings: null, responses: null }, after)).toEqual([]);
  expect(missedBetween(after, after)).toEqual([]);
});

it("tells of much that was missed the newest, and before that what still waits, however old", () => {
  const happened = (id: string, minute: number): Happened => ({
    kind: "warning",
    id,
    state: "closed",
    by: "",
    at: minute,
  });
  const what = [1, 2, 3, 4, 5, 6].map((minute) => happened(`w${minute}`, minute));
  const shown = (waiting: readonly string[]) =>
    foremost(what, ({ id }) => waiting.includes(id), 3).map(({ id }) => id);
  expect(shown([])).toEqual(["w6", "w5", "w4"]);
  expect(shown(["w1", "w5"])).toEqual(["w6", "w5", "w1"]);
  expect(shown(["w1", "w2", "w3", "w4"])).toEqual(["w4", "w3", "w2"]);
});

it("puts first what nobody has seen, and of that the most severe", () => {
  const ids = standing([
    aWarning({ id: "handled", state: "handled", severity: "Extreme" }),
    aWarning({ id: "mild", severity: "Moderate" }),
    aWarning({ id: "over", state: "closed", isOpen: false }),
    aWarning({ id: "bad", severity: "Extreme" }),
    aWarning({ id: "seen", state: "seen" }),
  ]).map(({ id }) => id);
  expect(ids).toEqual(["bad", "mild", "seen", "handled"]);
});

it("marks the areas of which a limit still stands, and counts those where it is passed now", () => {
  const over = aMember({ areaId: "beach", endedAt: at });
  const passed = aMember({ areaId: "stairs", newest: { ...aMember().newest, now: 0.9 } });
  const found = [aWarning({ members: [aMember(), over, passed] })];
  expect([...warnedAreas(found).keys()]).toEqual(["square", "stairs"]);
  expect([...passedAreas(found)]).toEqual(["stairs"]);
});

it("speaks of the limit that the severity is of, not of a lower one that is surer", () => {
  const yellow = aMember({
    limitId: "yellow",
    severity: "Moderate",
    newest: { ...aMember().newest, probability: 0.99 },
  });
  expect(worstOf(aWarning({ members: [yellow, aMember()] }))?.limitId).toBe("red");
  expect(worstOf(aWarning({ members: [] }))).toBeNull();
});

it("shows the responses to a warning, what waits for a decision first", () => {
  const evidence = { warningId: "w1" } as NonNullable<ReturnType<typeof aResponse>["evidence"]>;
  const all = [
    aResponse({ id: "old", state: "refused", evidence }),
    aResponse({ id: "other" }),
    aResponse({ id: "new", evidence }),
  ];
  expect(responsesTo("w1", all).map(({ id }) => id)).toEqual(["new", "old"]);
});
