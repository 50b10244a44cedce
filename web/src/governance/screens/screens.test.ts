// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import type { Activity, SensorKey } from "../types";
import { streamsOf } from "./KeyDialogs";
import { stateOf } from "./Keys";
import { questionOf } from "./May";
import { reviewsSoon } from "./Overview";
import { activityOf } from "./ProcessingLog";

const NOW = Date.parse("2026-11-21T12:00:00Z");

describe("a question", () => {
  it("is none before role and data are chosen", () => {
    expect(questionOf(new URLSearchParams("role=planner"))).toBeNull();
  });

  it("names the data as activity and layer", () => {
    const query = new URLSearchParams("role=planner&activity=camera-151c&usedBy=litter");
    expect(questionOf(query)).toMatchObject({
      role: "planner",
      data: "camera-151c/observations",
      usedBy: "litter",
    });
  });
});

describe("the streams of a key", () => {
  it("are numbers, however they are separated", () => {
    expect(streamsOf("3, 4;5 6")).toEqual([3, 4, 5, 6]);
  });

  it("are those that the sensor makes itself when none are given", () => {
    expect(streamsOf("  ")).toBeNull();
  });

  it("are nothing else", () => {
    for (const text of ["a", "1.5", "-1", "0", "1 or 2"]) expect(streamsOf(text)).toBeUndefined();
  });
});

describe("a key", () => {
  const key = (over: Partial<SensorKey>): SensorKey => ({
    id: "1",
    name: "n",
    role: "sensor",
    activity: "a",
    datastreams: null,
    ratePerS: null,
    createdAt: "",
    lastUsedAt: null,
    expiresAt: null,
    rotatedAt: null,
    previousUntil: null,
    revokedAt: null,
    ...over,
  });

  it("works until it expires or is revoked", () => {
    expect(stateOf(key({}), NOW)).toBe("working");
    expect(stateOf(key({ expiresAt: "2026-11-21T12:00:00Z" }), NOW)).toBe("expired");
    expect(stateOf(key({ expiresAt: "2027-01-01T00:00:00Z", revokedAt: "2026-01-01T00:00:00Z" }), NOW)).toBe(
      "revoked",
    );
  });
});

it("tells the activity of a log record by its id, whatever its version", () => {
  expect(activityOf("https://baken.example/processing-activities/pedestrian-counting/12")).toBe(
    "pedestrian-counting",
  );
  expect(activityOf("pedestrian-counting")).toBe("pedestrian-counting");
});

it("asks for a review half a year ahead, of what runs, the first one first", () => {
  const activity = (id: string, reviewBy: string, isActive = true): Activity =>
    ({ id, reviewBy, standing: { isActive } }) as Activity;
  const found = reviewsSoon(
    [
      activity("late", "2028-01-01"),
      activity("second", "2027-03-01"),
      activity("first", "2026-12-01"),
      activity("stopped", "2026-12-01", false),
    ],
    NOW,
  );
  expect(found.map(({ id }) => id)).toEqual(["first", "second"]);
});
