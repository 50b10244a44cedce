// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import type { ActivityJson } from "../api/types";
import { pictureOfNothing, stoppedOf } from "./nothing";
import { readArea, stoppedFor } from "./picture";

const activity = (id: string, isActive: boolean): ActivityJson =>
  ({
    id,
    name: id,
    nameNl: id,
    standing: {
      state: isActive ? "active" : "withdrawn",
      isActive,
      since: "2026-11-21T12:00:00Z",
      until: null,
      reason: isActive ? "" : "The council decided so.",
      reasonNl: isActive ? "" : "De raad heeft dat besloten.",
      remedy: "",
      remedyNl: "",
    },
  }) as unknown as ActivityJson;

describe("a picture that is refused because an activity was stopped", () => {
  const stopped = stoppedOf([activity("counting", false), activity("weather", true)], ["quay", "lane"]);
  const picture = pictureOfNothing([{ id: "quay" }, { id: "lane" }], 5, stopped);

  it("tells only of what was stopped, and why", () => {
    expect(stopped.map(({ id, reason }) => [id, reason])).toEqual([["counting", "The council decided so."]]);
  });

  it("knows nothing of any area, and never says zero", () => {
    const reading = readArea(picture, "quay");
    expect(reading?.persons).toBeNaN();
    expect(reading?.level).toBe(0);
    expect(reading?.probabilities).toBeNull();
    expect(picture.summary.persons).toBeNaN();
  });

  it("says at each area what stopped there", () => {
    expect(stoppedFor(picture, "lane")?.id).toBe("counting");
    expect(stoppedFor(picture, "elsewhere")).toBeNull();
  });
});
