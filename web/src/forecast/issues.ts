// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ForecastsJson } from "../api/forecast";

/** By which issues areas are foreseen: another text when either of the two is new; null where there is none. */
export function issuesOfAreas(forecasts: Pick<ForecastsJson, "latest" | "nextHours"> | null): string | null {
  const latest = forecasts?.latest;
  return latest ? `${latest.number}/${forecasts.nextHours?.latest?.number ?? 0}` : null;
}
