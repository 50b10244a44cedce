// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { decodeFan } from "../../forecast/fan";
import { AREA_FORECAST, ISSUE } from "../../forecast/forecast.fixture";
import { makeFormat } from "../../format/format";
import { en } from "../../i18n/en";
import { nl } from "../../i18n/nl";
import { rendered, wordsOf } from "../../i18n/rendered.fixture";
import { Standing } from "./Course";
import { Reason, signed } from "./ForecastReason";

const issued = Date.parse(ISSUE.issuedAt);
const says = (over: object, now = issued, language: "nl" | "en" = "en"): string => {
  const words = language === "nl" ? nl.ahead : en.ahead;
  const when = makeFormat(language, "UTC").time;
  const fan = decodeFan({ ...AREA_FORECAST, ...over });
  return wordsOf(
    rendered(
      <Standing fan={fan} now={now} every={60} words={words} when={when} language={language} />,
      language,
    ),
  );
};

describe("how a forecast stands", () => {
  it("is told with when it was issued and by what", () => {
    expect(says({})).toBe("Forecast of 00:05, by boosting/1.");
    expect(says({}, issued, "nl")).toBe("Verwachting van 00:05, door boosting/1.");
  });

  it("is that the reference stands in, with why", () => {
    const text = says({ status: "reference", note: "Only 3 days of history." });
    expect(text).toContain("by climatology/1");
    expect(text).toContain("This is what is usual at this hour. Only 3 days of history.");
  });

  it("is that there is none, in the reader's language", () => {
    const none = { status: "none", note: "No counts.", noteNl: "Geen tellingen.", time: [] };
    expect(says(none)).toBe("There is no forecast for this area. No counts.");
    expect(says(none, issued, "nl")).toBe("Er is geen verwachting voor dit gebied. Geen tellingen.");
  });

  it("is that it is old, when newer ones did not come", () => {
    expect(says({}, issued + 3 * 3_600_000)).toContain("There should be a newer one by now");
    expect(says({}, issued + 3_600_000)).not.toContain("newer");
  });

  it("is that none was issued yet", () => {
    expect(says({ issue: null, time: [] })).toBe("No forecast has been issued yet.");
  });
});

describe("why so many are foreseen", () => {
  const why = {
    time: "2025-12-24T14:00:00Z",
    seriesId: "area:quay",
    lower80: 1700,
    upper80: 2400,
    baseline: 1250,
    median: 2025,
    sentence: "Usual at this hour: 1,250 persons. Saturday +20 %.",
    sentenceNl: "Gewoonlijk op dit uur: 1.250 personen. Zaterdag +20 %.",
    contributions: [
      { cause: "day", factor: 1.2, words: "Saturday", wordsNl: "zaterdag", basis: "observed" },
      { cause: "holiday", factor: 1.001, words: "calendar", wordsNl: "kalender", basis: "method" },
      { cause: "weather", factor: 0.65, words: "rain", wordsNl: "regen", basis: "assumed" },
    ],
  };

  it("is told in one sentence, and cause by cause with how each is known", () => {
    const text = wordsOf(rendered(<Reason why={why} />, "nl"));
    expect(text).toContain("Zaterdag +20 %.");
    expect(text).toMatch(/zaterdag \+20\s?% gemeten/);
    expect(text).toMatch(/regen -35\s?% aangenomen/);
    expect(text).not.toContain("kalender");
    expect(wordsOf(rendered(<Reason why={why} />))).toMatch(/rain -35\s?% assumed/);
  });

  it("has figures as changes", () => {
    expect(signed(1.2, "en-GB")).toBe("+20%");
    expect(signed(1, "en-GB")).toBe("0%");
  });
});
