// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Language } from "./edition";

export interface Clock {
  /** "15:00" */
  time(at: string): string;
  /** Something that is the same for moments of the same day. */
  day(at: string): string;
  hour(at: string): number;
  /** "vrijdag 14 augustus 15:02" */
  full(at: string): string;
  /** "za" */
  weekday(at: string): string;
  /** "vr 15 aug" */
  short(at: string): string;
}

/** Times of the city, in the reader's words. */
export function clockOf(language: Language, timeZone: string): Clock {
  const locale = language === "nl" ? "nl-NL" : "en-GB";
  const made = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: "h23", ...options });
    return (at: string): string => format.format(new Date(at));
  };
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", hour: "2-digit" });
  return {
    time: made({ hour: "2-digit", minute: "2-digit" }),
    day: made({ year: "numeric", month: "numeric", day: "numeric" }),
    hour: (at) => Number(hour.format(new Date(at))),
    full: made({ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }),
    weekday: made({ weekday: "short" }),
    short: made({ weekday: "short", day: "numeric", month: "short" }),
  };
}
