// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { Reasons } from "./reasons";
import { aResponse } from "./room.fixture";

it("keeps the words of each decision apart, with what it was begun on", () => {
  const reasons = new Reasons();
  const at = aResponse();
  reasons.change("r1", { deed: "refuse", at });
  reasons.change("r1", { text: "The road is " });
  reasons.change("w1", { deed: "deny", text: "A broken camera" });
  expect(reasons.of("r1")).toEqual({ deed: "refuse", text: "The road is ", at });
  expect(reasons.of("w1").text).toBe("A broken camera");
  expect(reasons.of("r2")).toEqual({ deed: null, text: "", at: null });
});

it("keeps the words of what was cancelled, and nothing of what was done", () => {
  const reasons = new Reasons();
  reasons.change("r1", { deed: "refuse", text: "Not now" });
  reasons.change("r1", { deed: null });
  expect(reasons.of("r1").text).toBe("Not now");
  reasons.change("r1", { text: "" });
  expect(reasons.begun.get().size).toBe(0);
});
