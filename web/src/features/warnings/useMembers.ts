// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo } from "react";
import type { MemberJson } from "../../api/room";
import { useWords } from "../../room/words";

/** From half on it is more likely passed now than not. */
const PASSED = 0.5;
const DECIMALS_BELOW = 10;

/** Says what a limit is, what it is held against, and when it is passed. */
export function useMembers() {
  const { t, f, language } = useWords();
  return useMemo(() => {
    const figure = (value: number | null): string | null =>
      value === null ? null : f.number(value, Math.abs(value) < DECIMALS_BELOW && value % 1 !== 0 ? 1 : 0);
    const what = (one: MemberJson): string => {
      const { value, valueLower, valueUpper } = one.newest;
      const title = language === "nl" ? one.titleNl : one.title;
      const unit = one.unit ? ` ${t.units[one.unit] ?? one.unit}` : "";
      const limit = t.limit(title, `${figure(one.limit)}${unit}`);
      const now = figure(value);
      if (now === null) return limit;
      const lower = figure(valueLower);
      const upper = figure(valueUpper);
      return `${limit} ${lower !== null && upper !== null && lower !== upper ? t.nowBand(now, lower, upper) : t.now(now)}`;
    };
    const when = (one: MemberJson, now: number): string => {
      const { now: passed, peakAt } = one.newest;
      if ((passed ?? 0) >= PASSED) return t.already(f.chance(passed ?? 0), f.time(Date.parse(one.since)));
      const within = t.within(f.durationLong(one.leadTimeS * 1000));
      if (peakAt === null) return within;
      const peak = Date.parse(peakAt);
      if (Number.isNaN(now) || peak <= now) return within;
      return `${within} ${t.peak(f.time(peak), f.durationLong(peak - now))}`;
    };
    return { what, when, figure };
  }, [t, f, language]);
}
