// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo } from "react";
import type { MemberJson } from "../../api/room";
import { unsure } from "../../room/changes";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";

/** From half on it is more likely passed now than not. */
const PASSED = 0.5;
const DECIMALS_BELOW = 10;

/** Says what a limit is, what it is held against, and when it is passed. */
export function useMembers() {
  const { t, f, language } = useWords();
  const { area } = useSession().statics;
  const told = useWhen();
  return useMemo(() => {
    const figure = (value: number | null): string | null =>
      value === null ? null : f.number(value, Math.abs(value) < DECIMALS_BELOW && value % 1 !== 0 ? 1 : 0);
    /** A limit of a level is a level, what is held against it are persons. */
    const unitOf = ({ kind, unit }: MemberJson): string => (kind === "level" ? "persons" : unit);
    const value = (one: MemberJson): string | null => {
      const { value: now, valueLower, valueUpper } = one.newest;
      if (now === null) return null;
      const unit = t.units[unitOf(one)] ?? unitOf(one);
      const band =
        unit === t.units.persons ? f.band(now, valueLower ?? Number.NaN, valueUpper ?? Number.NaN) : null;
      const shown = band?.value ?? figure(now);
      const lower = band ? band.lower : figure(valueLower);
      const upper = band ? band.upper : figure(valueUpper);
      const around = lower !== null && upper !== null && lower !== upper ? ` (${lower}–${upper})` : "";
      return `${shown}${around}${unit ? ` ${unit}` : ""}`;
    };
    const limit = (one: MemberJson): string => {
      const title = language === "nl" ? one.titleNl : one.title;
      const unit = one.unit ? ` ${t.units[one.unit] ?? one.unit}` : "";
      return one.kind === "level"
        ? t.limitLevel(f.number(one.limit))
        : t.limit(title, `${figure(one.limit)}${unit}`);
    };
    const what = (one: MemberJson): string => {
      const now = value(one);
      const about = `${limit(one)} ${t.at(area.get(one.areaId)?.name ?? one.areaId)}.`;
      return now === null ? about : `${about} ${t.now(now)}`;
    };
    const when = (one: MemberJson, now: number): string => {
      const { now: passed, peakAt } = one.newest;
      if ((passed ?? 0) >= PASSED)
        return t.already(f.chance(unsure(passed ?? 0)), told(Date.parse(one.since)));
      const within = t.within(f.durationLong(one.leadTimeS * 1000));
      if (peakAt === null) return within;
      const peak = Date.parse(peakAt);
      if (Number.isNaN(now) || peak <= now) return within;
      return `${within} ${t.peak(told(peak), f.durationLong(peak - now))}`;
    };
    return { what, when, value, limit };
  }, [t, f, language, area, told]);
}
