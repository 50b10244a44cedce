// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo } from "react";
import { type AheadBar, aheadOf, gathered } from "../forecast/choices";
import type { Session } from "./session";
import { useStore } from "./store";
import { useClock } from "./useClock";
import { useThrottled } from "./useThrottled";
import { WINDOWS, type WindowName, windowAt } from "./window";

export interface Period {
  readonly name: WindowName;
  readonly from: number;
  /** The end of what is or will soon be counted. */
  readonly to: number;
  /** The end of what is shown of what is foreseen; the same as `to` where nothing is. */
  readonly until: number;
  /** What is foreseen of the city, as far as it is shown. */
  readonly ahead: readonly AheadBar[];
  readonly bucketMs: number;
  readonly page: number;
  /** The city's time now. */
  readonly now: number;
  /** Changes when what was fetched for this period is out of date; null before the clock is known. */
  readonly key: string | null;
}

/** The period that the time bar and the history show: the chosen length up to now, and what is foreseen after it. */
export function usePeriod(session: Session): Period {
  const name = useStore(session.window);
  const generation = useStore(session.generation);
  const newest = useStore(session.newest, (picture) => picture?.summary.newest ?? 0);
  const now = useClock(session);
  const { from, to } = windowAt(now, name);
  const { bucketS, page, aheadMs } = WINDOWS[name];
  const foreseen = useStore(session.timelineAhead);
  const minute = Math.floor(now / 60_000) * 60_000;
  const ahead = useMemo(
    () => gathered(aheadOf(foreseen, minute), bucketS * 1000).filter(({ start }) => start < minute + aheadMs),
    [foreseen, minute, bucketS, aheadMs],
  );
  const last = ahead.at(-1);
  const key = useThrottled(`${generation}/${name}/${to}/${newest}`, 700);
  const ready = !Number.isNaN(now) && !key.includes("NaN");
  const until = last ? Math.max(to, last.start + last.lengthMs) : to;
  return { name, from, to, until, ahead, bucketMs: bucketS * 1000, page, now, key: ready ? key : null };
}
