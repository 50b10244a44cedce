// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { roundBand, roundMeasure } from "./measure";

export type Language = "nl" | "en";
export const LANGUAGES: readonly Language[] = ["nl", "en"];
const LOCALES: Record<Language, string> = { nl: "nl-NL", en: "en-GB" };

/** A number and its "±", apart, so that the screen may set them in two sizes. `null` = not known. */
export interface Shown {
  readonly value: string;
  readonly error: string | null;
}

/** An estimate of persons and the bounds of its 90 % band; the bounds are null where they are not known. */
export interface ShownBand {
  readonly value: string;
  readonly lower: string | null;
  readonly upper: string | null;
}

export interface Format {
  readonly locale: string;
  readonly zone: string;
  number(value: number, decimals?: number): string;
  percent(share: number): string;
  /** A probability: what is small but possible is never "0 %", and what is not certain never "100 %". */
  chance(share: number): string;
  persons(value: number, error: number): Shown | null;
  /** An estimate of persons with its band; null when it is not known. */
  band(value: number, lower: number, upper: number): ShownBand | null;
  /** Half a band, as in "± 900". */
  half(persons: number): string;
  density(value: number, error: number): Shown | null;
  flow(value: number, error: number): Shown | null;
  time(ms: number): string;
  timeWithSeconds(ms: number): string;
  date(ms: number): string;
  dateTime(ms: number): string;
  dayTime(ms: number): string;
  interval(start: number, end: number): string;
  /** "12 min", "3 h": a length of time in its largest sensible unit. */
  duration(ms: number): string;
  durationLong(ms: number): string;
}

const UNITS = [
  { unit: "day", ms: 86_400_000, from: 172_800_000 },
  { unit: "hour", ms: 3_600_000, from: 7_200_000 },
  { unit: "minute", ms: 60_000, from: 90_000 },
  { unit: "second", ms: 1000, from: 0 },
] as const;

export function makeFormat(language: Language, zone: string): Format {
  const locale = LOCALES[language];
  const number = (value: number, decimals = 0): string =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(
      // Never "-0".
      value || 0,
    );
  const measure = (value: number, error: number, most: number): Shown | null => {
    if (Number.isNaN(value)) return null;
    const rounded = roundMeasure(value, error, most);
    const { decimals } = rounded;
    // What is too small for the digits shown is still there.
    const least = `<${number(10 ** -decimals, decimals)}`;
    if (value > 0 && rounded.value === 0 && rounded.error === 0) return { value: least, error: null };
    return {
      value: number(rounded.value, decimals),
      error: rounded.error > 0 ? number(rounded.error, decimals) : error > 0 ? least : null,
    };
  };
  const instant = (options: Intl.DateTimeFormatOptions): ((ms: number) => string) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
    return (ms) => (Number.isNaN(ms) ? "" : formatter.format(ms));
  };
  const time = instant({ hour: "2-digit", minute: "2-digit" });
  const span = (ms: number, display: "short" | "long"): string => {
    const length = Math.abs(ms);
    const { unit, ms: size } = UNITS.find(({ from }) => length >= from) ?? UNITS[3];
    return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: display }).format(
      Math.round(length / size),
    );
  };
  const percent = (share: number): string =>
    new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
  return {
    locale,
    zone,
    number,
    percent,
    chance: (share) => {
      if (share > 0 && share < 0.01) return `<${percent(0.01)}`;
      return share < 1 && share > 0.99 ? `>${percent(0.99)}` : percent(share);
    },
    persons: (value, error) => measure(value, error, value < 10 && error < 1 ? 1 : 0),
    band: (value, lower, upper) => {
      if (Number.isNaN(value)) return null;
      if (Number.isNaN(lower) || Number.isNaN(upper))
        return { value: number(value), lower: null, upper: null };
      const rounded = roundBand(value, lower, upper);
      return { value: number(rounded.value), lower: number(rounded.lower), upper: number(rounded.upper) };
    },
    half: (persons) => number(roundMeasure(persons, persons, 0).value),
    density: (value, error) => measure(value, error, 3),
    flow: (value, error) => measure(value, error, value < 1 ? 2 : 1),
    time,
    timeWithSeconds: instant({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    date: instant({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    dateTime: instant({
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
    }),
    dayTime: instant({ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }),
    interval: (start, end) => `${time(start)}–${time(end)}`,
    duration: (ms) => span(ms, "short"),
    durationLong: (ms) => span(ms, "long"),
  };
}
