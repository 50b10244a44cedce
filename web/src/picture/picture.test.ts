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
      level: 3,
      levelLikely: 2,
      quality: "good",
      doubt: "not-corroborated",
      probabilities: [0.1, 0.6, 0.3, 0, 0],
      end: Date.parse("2025-12-23T23:00:00Z"),
    });
  });

  it("has the band that belongs to the estimate", () => {
    expect(readArea(picture, "quay")).toMatchObject({ lower: 9, upper: 17 });
    expect(readArea(picture, "lane")?.upper).toBeNaN();
    expect(picture.summary).toMatchObject({ lower: 9, upper: 16 });
  });

  it("has no probabilities for an area whose level is not known", () => {
    expect(readArea(picture, "lane")?.probabilities).toBeNull();
  });

  it("knows nothing of an area that is not in it", () => {
    expect(readArea(picture, "beach")).toBeNull();
  });
});
