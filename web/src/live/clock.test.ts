// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { clockAt } from "./clock";

const anchor = { now: 1_000_000, wall: 500, speed: 60, paused: false };

it("runs at the speed of the replay", () => {
  expect(clockAt(anchor, 1500)).toBe(1_060_000);
});

it("stands still when paused", () => {
  expect(clockAt({ ...anchor, paused: true }, 9000)).toBe(1_000_000);
});

it("does not run on when nothing is heard any more", () => {
  expect(clockAt(anchor, 100_000)).toBe(1_000_000 + 6000 * 60);
});
