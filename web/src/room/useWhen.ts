// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback } from "react";
import type { Format } from "../format/format";
import { useLanguage } from "../i18n/language";
import { useSession } from "../state/context";
import { useStore } from "../state/store";

/** A time of today as it is on the clock, another one with its day: "22:10" of yesterday is not tonight. */
export const timeOrDay = (
  f: Pick<Format, "date" | "time" | "dateTime">,
  at: number,
  today: string,
): string => (today === "" || f.date(at) === today ? f.time(at) : f.dateTime(at));

/** Says when something was or will be, by the city's clock and its day. */
export function useWhen(): (at: number) => string {
  const { f } = useLanguage();
  const today = useStore(useSession().clock, (clock) => (clock ? f.date(clock.now) : ""));
  return useCallback((at) => timeOrDay(f, at, today), [f, today]);
}
