// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodePicture, readArea } from "./picture";
import { JSON_PICTURE } from "./picture.fixture";

describe("a picture", () => {
  const picture = decodePicture(JSON_PICTURE);

  it("keeps zero and not known apart", () => {
    expect(picture.persons[1]).toBe(0);
    expect(picture.persons[2]).toBeNaN();
    expect(picture.level[2]).toBe(0);
  });

  it("reads one area with everything that is known of it", () => {
    expect(readArea(picture, "quay")).toMatchObject({
      persons: 12,
      level: 2,
      quality: "good",
      doubt: "not-corroborated",
      probabilities: [0.1, 0.6, 0.3, 0, 0],
      end: Date.parse("2025-12-23T23:00:00Z"),
    });
  });

  it("takes the band as it was told, and else makes one of the standard error that is never below nobody", () => {
    const told = decodePicture({
      ...JSON_PICTURE,
      personsLower: [9, 0, null],
      personsUpper: [17, 1, null],
    });
    expect(readArea(told, "quay")).toMatchObject({ lower: 9, upper: 17 });
    expect(readArea(picture, "quay")?.upper).toBeCloseTo(12 + 1.645 * 2);
    expect(readArea(picture, "queen")?.lower).toBe(0);
    expect(readArea(picture, "lane")?.upper).toBeNaN();
    expect(picture.summary.lower).toBeCloseTo(12 - 1.645 * 2);
  });

  it("has no probabilities for an area whose level is not known", () => {
    expect(readArea(picture, "lane")?.probabilities).toBeNull();
  });

  it("knows nothing of an area that is not in it", () => {
    expect(readArea(picture, "beach")).toBeNull();
  });
});
