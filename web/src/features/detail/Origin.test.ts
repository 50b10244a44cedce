// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import type { ExplanationJson } from "../../api/types";
import { mostly } from "./Origin";

const of = (measuredShare: number, modelledShare: number, assumedShare: number): ExplanationJson => ({
  measuredShare,
  modelledShare,
  assumedShare,
  carriers: [],
  improvements: [],
});

it("says what a number mostly is, and warns of an assumption before anything else", () => {
  expect(mostly(of(0.8, 0.15, 0.05))).toBe("measured");
  expect(mostly(of(0.2, 0.75, 0.05))).toBe("modelled");
  expect(mostly(of(0.5, 0.45, 0.05))).toBe("mixed");
  expect(mostly(of(0.55, 0.05, 0.4))).toBe("assumed");
});
