// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { groupsOf, linkOf, matches, totalsOf } from "./facts";
import { HERE } from "./here.fixture";

const ids = (wanted = ""): (string | null)[][] =>
  groupsOf(HERE, wanted).map(({ activity, sensors }) => [
    activity?.id ?? null,
    ...sensors.map(({ sensor }) => sensor.id),
  ]);

describe("the list of sensors", () => {
  it("is by activity, what has stopped first, what belongs to none as well", () => {
    expect(ids()).toEqual([
      ["camera-151c", "mast"],
      [null, "loose"],
      ["counting", "north", "south"],
    ]);
  });

  it("holds only what every typed word is found in, whatever its accents", () => {
    expect(ids("cafe noord")).toEqual([["counting", "north"]]);
    expect(ids("nergens")).toEqual([]);
  });

  it("finds places in both languages", () => {
    const north = HERE.sensors.find(({ id }) => id === "north");
    expect(north && matches(north, "North")).toBe(true);
    expect(north && matches(north, "Noord")).toBe(true);
  });
});

it("counts what has stopped and where personal data are on the way", () => {
  expect(totalsOf(HERE)).toEqual({ sensors: 4, personal: 1, stopped: 2 });
});

it("makes links only of what is an address", () => {
  expect(linkOf("privacy@denhaag.example")).toBe("mailto:privacy@denhaag.example");
  expect(linkOf("https://denhaag.example/privacy")).toBe("https://denhaag.example/privacy");
  for (const other of ["javascript:alert(1)", "070 123 4567", "a b@c.nl", ""])
    expect(linkOf(other)).toBeNull();
});
