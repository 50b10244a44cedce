// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Session } from "./session";
import { useStore } from "./store";
import { useClock } from "./useClock";
import { useThrottled } from "./useThrottled";
import { WINDOWS, type WindowName, windowAt } from "./window";

export interface Period {
  readonly name: WindowName;
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  readonly page: number;
  /** The city's time now. */
  readonly now: number;
  /** Changes when what was fetched for this period is out of date; null before the clock is known. */
  readonly key: string | null;
}

/** The period that the time bar and the history show: the chosen length, up to now. */
export function usePeriod(session: Session): Period {
  const name = useStore(session.window);
  const generation = useStore(session.generation);
  const newest = useStore(session.newest, (picture) => picture?.summary.newest ?? 0);
  const now = useClock(session);
  const { from, to } = windowAt(now, name);
  const { bucketS, page } = WINDOWS[name];
  const key = useThrottled(`${generation}/${name}/${to}/${newest}`, 700);
  const ready = !Number.isNaN(now) && !key.includes("NaN");
  return { name, from, to, bucketMs: bucketS * 1000, page, now, key: ready ? key : null };
}
