// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { offered, pathOf, SCREENS, screenOf } from "./screens";

it("offers to who may do nothing only what is public", () => {
  expect(offered(new Set()).map(({ id }) => id)).toEqual([
    "overview",
    "activities",
    "may",
    "retention",
    "registers",
  ]);
});

it("offers the logs and accounts only to who may see them", () => {
  const ids = offered(new Set(["read-log", "administer"])).map(({ id }) => id);
  expect(ids).toContain("processing-log");
  expect(ids).toContain("keys");
  expect(ids).not.toContain("security-log");
});

it("finds each screen at its own address", () => {
  for (const screen of SCREENS) expect(screenOf(pathOf(screen.id).split("/")[2])).toBe(screen);
  expect(screenOf("nothing-like-it").id).toBe("overview");
});
