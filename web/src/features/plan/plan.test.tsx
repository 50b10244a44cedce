// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import type { AreaDayJson, PlanJson, WhatIfJson } from "../../api/forecast";
import { ISSUE } from "../../forecast/forecast.fixture";
import { makeFormat } from "../../format/format";
import { rendered, wordsOf } from "../../i18n/rendered.fixture";
import { Row } from "./PlanTable";
import { dayOf, eventsOf } from "./PlanView";
import { rowsOf } from "./rows";
import { Effects } from "./Suppose";
import { supposed } from "./supposing";
import type { PlanWords } from "./words";

const day = (median: number, probability45: number | null): AreaDayJson => ({
  peakAt: "2026-11-22T13:00:00Z",
  median,
  lower80: median * 0.8,
  upper80: median * 1.3,
  level: 3,
  probability45,
  probability45At: null,
  status: "own",
  stewards: { lower: 4, median: 5, upper: 7 },
});

describe("the days ahead", () => {
  const areas = [
    { areaId: "lane", days: [null] },
    { areaId: "quay", days: [day(900, 0.02)] },
    { areaId: "queen", days: [day(500, 0.4)] },
  ];

  it("begin with what is most likely to be too full; what is not foreseen comes last", () => {
    expect(rowsOf(areas, 0, null).map(({ areaId }) => areaId)).toEqual(["queen", "quay", "lane"]);
  });

  it("keep what was foreseen before something was supposed", () => {
    const [first] = rowsOf(areas, 0, [{ areaId: "quay", days: [day(1200, 0.6)] }]);
    expect([first?.areaId, first?.day?.median, first?.before?.median]).toEqual(["quay", 1200, 900]);
  });

  const row = (over: Partial<AreaDayJson> | null, hasStaff = true, language: "nl" | "en" = "en"): string =>
    wordsOf(
      rendered(
        <table>
          <tbody>
            <Row
              row={{ areaId: "queen", day: over && { ...day(1000, 0.42), ...over }, before: null }}
              name="Queen Street"
              chosen={false}
              hasStaff={hasStaff}
              onShow={() => {}}
            />
          </tbody>
        </table>,
        language,
        "Europe/Amsterdam",
      ),
    );

  it("tell peak, hour, band, probability and stewards with their ends", () => {
    const text = row({});
    for (const part of ["Queen Street", "14:00", "1,000", "800–1,300", "3 Busy", "42%", "5 4–7"])
      expect(text).toContain(part);
  });

  it("say where the reference stands in, where there is none, and nothing of stewards without a figure", () => {
    expect(row({ status: "reference" }, true, "nl")).toContain("gewoonlijk");
    expect(row(null, true, "nl")).toBe("Queen Street geen verwachting");
    expect(row({ stewards: null }, false)).not.toContain("4–7");
  });

  it("are those of the moment on the screen, as long as no day was chosen", () => {
    const days = [
      { date: "2026-11-21", from: "2026-11-20T23:00:00Z", to: "2026-11-21T23:00:00Z" },
      { date: "2026-11-22", from: "2026-11-21T23:00:00Z", to: "2026-11-22T23:00:00Z" },
    ] as unknown as PlanJson["days"];
    expect(dayOf(days, null, null)).toBe(0);
    expect(dayOf(days, null, Date.parse("2026-11-22T10:00:00Z"))).toBe(1);
    expect(dayOf(days, "2026-11-21", Date.parse("2026-11-22T10:00:00Z"))).toBe(0);
    expect(dayOf(days, "2025-01-01", null)).toBe(0);
  });

  it("have the events that lie in them, also those that began the day before", () => {
    const event = (id: string, start: string, end: string) => ({ id, start, end });
    const plan = {
      days: [{ from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z" }],
      events: [
        event("night", "2026-11-21T22:00:00Z", "2026-11-22T02:00:00Z"),
        event("later", "2026-11-23T00:00:00Z", "2026-11-23T02:00:00Z"),
      ],
    } as unknown as PlanJson;
    expect(eventsOf(plan, 0).map(({ id }) => id)).toEqual(["night"]);
    expect(eventsOf(plan, 9)).toEqual([]);
  });
});

describe("what is supposed", () => {
  const words = {
    titles: {
      rain: (amount: string, time: string) => `rain ${amount} ${time}`,
      "line-out": (amount: string) => `line ${amount}`,
      visitors: (amount: string, what: string) => `${amount} ${what}`,
      cancelled: (what: string) => `no ${what}`,
    },
  } as unknown as PlanWords;
  const format = makeFormat("en", "UTC");
  const given = {
    kind: "rain",
    amount: 4,
    from: Date.parse("2026-11-22T20:00:00Z"),
    hours: 2,
    areaId: "",
    event: null,
  } as const;
  const event = { id: "fair", title: "the fair" } as PlanJson["events"][number];

  it("has a time and a place, or an event", () => {
    expect(supposed(given, words, format, "everywhere")).toMatchObject({
      kind: "rain",
      amount: 4,
      start: "2026-11-22T20:00:00.000Z",
      end: "2026-11-22T22:00:00.000Z",
      areaIds: [],
    });
    expect(supposed({ ...given, kind: "cancelled", event }, words, format, "")).toMatchObject({
      title: "no the fair",
      eventId: "fair",
      start: null,
    });
    expect(supposed({ ...given, kind: "cancelled" }, words, format, "")).toBeNull();
  });

  it("is a share of the visitors of a line, written in per cent", () => {
    expect(supposed({ ...given, kind: "line-out", amount: 20 }, words, format, "")?.amount).toBe(0.2);
  });

  it("cannot be worked out without a number", () => {
    expect(supposed({ ...given, amount: Number.NaN }, words, format, "")).toBeNull();
    expect(supposed({ ...given, hours: 0 }, words, format, "")).toBeNull();
  });

  it("shows each effect with how it is known", () => {
    const outcome = {
      issue: ISSUE,
      before: [],
      after: [],
      changes: [
        {
          title: "rain",
          kind: "rain",
          difference: -1240.4,
          differenceAt: "2026-11-22T20:00:00Z",
          source: "Learned from 40 hours.",
          sourceNl: "Geleerd van 40 uren.",
          isLearned: true,
        },
        {
          title: "tram 9 out",
          kind: "line-out",
          difference: 0,
          differenceAt: "2026-11-22T20:00:00Z",
          source: "Assumed.",
          sourceNl: "Aangenomen.",
          isLearned: false,
        },
      ],
    } satisfies WhatIfJson;
    const text = wordsOf(rendered(<Effects outcome={outcome} onRemove={() => {}} />));
    expect(text).toMatch(/rain .* -1,240 persons at .* Learned Learned from 40 hours\./);
    expect(text).toMatch(/tram 9 out .* no difference Assumed Assumed\./);
    expect(wordsOf(rendered(<Effects outcome={outcome} onRemove={() => {}} />, "nl"))).toContain(
      "Geleerd van 40 uren.",
    );
  });
});
