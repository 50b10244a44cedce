// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { partsAfter } from "./router";

it("splits what follows a prefix", () => {
  expect(partsAfter("/governance", "/governance/activities/pedestrian-counting")).toEqual([
    "activities",
    "pedestrian-counting",
  ]);
});

it("undoes the coding of names", () => {
  expect(partsAfter("/governance", "/governance/activities/a%20b")).toEqual(["activities", "a b"]);
});

it("finds nothing under another prefix", () => {
  expect(partsAfter("/governance", "/governance-of-elsewhere/x")).toEqual([]);
});
