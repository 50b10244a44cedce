// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { LatestOnly } from "./latest";

it("runs one at a time and skips what was overtaken", async () => {
  const ran: number[] = [];
  const release: (() => void)[] = [];
  const latest = new LatestOnly<number>((key) => {
    ran.push(key);
    return new Promise((resolve) => release.push(resolve));
  });
  for (const key of [1, 2, 3]) latest.ask(key);
  expect(ran).toEqual([1]);
  release[0]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(ran).toEqual([1, 3]);
});
