// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { makeFormat } from "../format/format";
import { timeOrDay } from "./useWhen";

it("tells the day of what is not of today, by the city's own midnight", () => {
  const nl = makeFormat("nl", "Europe/Amsterdam");
  const en = makeFormat("en", "Europe/Amsterdam");
  const today = (f: typeof nl): string => f.date(Date.parse("2026-08-15T00:30:00+02:00"));
  expect(timeOrDay(nl, Date.parse("2026-08-15T00:05:00+02:00"), today(nl))).toBe("00:05");
  expect(timeOrDay(nl, Date.parse("2026-08-14T22:10:00Z"), today(nl))).toBe("00:10");
  expect(timeOrDay(nl, Date.parse("2026-08-14T23:50:00+02:00"), today(nl))).toMatch(/vr 14 aug.+23:50/);
  expect(timeOrDay(en, Date.parse("2026-08-16T01:00:00+02:00"), today(en))).toMatch(/Sun,? 16 Aug.+01:00/);
  expect(timeOrDay(en, Date.parse("2026-08-16T01:00:00+02:00"), "")).toBe("01:00");
});
