// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { rendered, wordsOf } from "../../i18n/rendered.fixture";
import { LevelMeaning } from "./LevelMeaning";

const said = (level: number, likely: number, language: "en" | "nl", isForeseen = false): string =>
  wordsOf(rendered(<LevelMeaning level={level} likely={likely} isForeseen={isForeseen} />, language));

describe("the meaning of a level", () => {
  it("is the highest level that is likely enough", () => {
    expect(said(3, 3, "en")).toBe(
      "The level is the highest one that is at least 10 % likely, and 4 from 1 % on.",
    );
    expect(said(3, 3, "nl")).toBe(
      "Het niveau is het hoogste waarop de kans minstens 10 % is, en 4 vanaf 1 %.",
    );
  });

  it("tells in which lower level the number itself lies", () => {
    expect(said(4, 2, "en")).toContain("Level 4 Very busy");
    expect(said(4, 2, "en")).toContain("level 2 Pleasant");
    expect(said(4, 2, "nl")).toContain("niveau 4 Zeer druk");
    expect(said(4, 2, "nl")).toContain("niveau 2 Gezellig");
  });

  it("tells how likely a level must be to be shown", () => {
    expect(said(4, 3, "en")).toContain("Level 4 Very busy is at least 1 % likely");
    expect(said(5, 3, "nl")).toContain("is minstens 10 %");
    expect(said(4, 3, "nl")).toContain("is minstens 1 %");
    expect(said(4, 3, "nl", true)).toContain("is minstens 10 %");
    expect(said(3, 3, "en", true)).toBe("The level is the highest one that is at least 10 % likely.");
  });

  it("does not speak of a lower level that is not known", () => {
    expect(said(4, 0, "en")).toBe(said(3, 3, "en"));
  });

  it("says nothing where no level is known", () => {
    expect(rendered(<LevelMeaning level={0} likely={0} isForeseen={false} />)).toBe("");
  });
});
