// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import type { Fan } from "../../forecast/fan";
import { aResponse } from "../../room/room.fixture";
import { areasOf, begunAt, stepAt } from "./since";

const step = (deed: string, at: string) => ({ deed, state: "", byName: "", party: "", at, because: "" });
const HOUR = 3_600_000;

it("compares only what acts, from when it began", () => {
  const steps = [step("approve", "2026-08-14T20:00:00Z"), step("begin", "2026-08-14T20:05:00Z")];
  expect(begunAt(aResponse({ state: "executing", steps }))).toBe(Date.parse("2026-08-14T20:05:00Z"));
  expect(begunAt(aResponse({ state: "withdrawn", steps }))).toBeNaN();
  expect(begunAt(aResponse())).toBeNaN();
});

it("tells of the areas that it was proposed for, each once, and of few", () => {
  const evidence = { areaIds: ["a", "b", "a", "c", "d"] } as NonNullable<
    ReturnType<typeof aResponse>["evidence"]
  >;
  expect(areasOf(aResponse({ evidence }))).toEqual(["a", "b", "c"]);
  expect(areasOf(aResponse())).toEqual([]);
});

it("finds the step of a moment, and none beyond the forecast or where it has no value", () => {
  const points = [100, Number.NaN, 300].map((median, i) => ({ start: i * HOUR, lengthMs: HOUR, median }));
  const fan = { points } as unknown as Fan;
  expect(stepAt(fan, HOUR / 2)?.median).toBe(100);
  expect(stepAt(fan, HOUR)).toBeNull();
  expect(stepAt(fan, 2 * HOUR)?.median).toBe(300);
  expect(stepAt(fan, 3 * HOUR)).toBeNull();
});
