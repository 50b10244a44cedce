// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { returnTo } from "./returnTo";

const back = (wanted?: string): string =>
  returnTo(new URLSearchParams(wanted === undefined ? {} : { returnTo: wanted }), "https://baken.example");

it("goes back to the screen that was left, with its query", () => {
  expect(back("/governance/activities?state=stopped")).toBe("/governance/activities?state=stopped");
  expect(back()).toBe("/");
});

it("never leads elsewhere", () => {
  const elsewhere = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "evil.example",
  ];
  for (const wanted of elsewhere) expect(back(wanted)).toBe("/");
});
