// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodeFlows, notable, streamsOf, together } from "./flows";

const FLOWS = decodeFlows({
  now: "2026-08-21T20:00:00Z",
  gateIds: ["steps", "steps", "ramp", "tram", "lane"],
  origin: ["beach", "square", "beach", "outside", "square"],
  destination: ["square", "beach", "square", "square", "beach"],
  personsPerMin: [12, 0.4, 30, 41, null],
  standardError: [3, 0.4, 4, 5, null],
});

describe("flows", () => {
  it("are shown from the strongest to the weakest that is worth a line", () => {
    expect(notable(FLOWS)).toEqual([3, 2, 0]);
    expect(notable(FLOWS, 1)).toEqual([3]);
  });

  it("of an area are those through all of its gates together", () => {
    const { coming, going } = streamsOf(FLOWS, "square");
    expect(coming.map(({ origin, rate, error }) => [origin, rate, error])).toEqual([
      ["beach", 42, 5],
      ["outside", 41, 5],
    ]);
    expect(going).toEqual([{ origin: "square", destination: "beach", rate: 0.4, error: 0.4 }]);
    expect(together(coming).rate).toBe(83);
    expect(together(coming).error).toBeCloseTo(Math.sqrt(50));
  });

  it("that are not known are no flow of nobody", () => {
    expect(FLOWS.rate[4]).toBeNaN();
    expect(streamsOf(FLOWS, "nowhere")).toEqual({ coming: [], going: [] });
  });
});
