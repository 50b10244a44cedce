// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { deviceOf } from "./device";

it("tells Edge from the Chrome and the Safari that it claims to be", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
  expect(deviceOf(edge)).toBe("Edge · Windows");
});

it("tells a telephone from a computer of the same maker", () => {
  expect(
    deviceOf(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1",
    ),
  ).toBe("Safari · iPhone");
});

it("shows the beginning of what it does not know", () => {
  expect(deviceOf("curl/8.9")).toBe("curl/8.9");
  expect(deviceOf("")).toBe("?");
});
