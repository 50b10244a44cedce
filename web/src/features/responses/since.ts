// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ResponseJson } from "../../api/room";
import type { Fan, FanPoint } from "../../forecast/fan";

/** How many areas are compared at most. */
const MOST = 3;

/** Since when a response acts, as far as is known; NaN when it does not. */
export function begunAt({ state, steps }: Pick<ResponseJson, "state" | "steps">): number {
  if (state !== "executing" && state !== "executed") return Number.NaN;
  return Date.parse(steps.find(({ deed }) => deed === "begin")?.at ?? "");
}

/** The areas of which to tell: those where something is done, and where there are none those it was proposed for. */
export function areasOf({
  playbook,
  evidence,
}: Pick<ResponseJson, "playbook" | "evidence">): readonly string[] {
  const done = playbook.interventions.flatMap(({ areaIds }) => areaIds);
  return [...new Set([...(evidence?.areaIds ?? []), ...done])].slice(0, MOST);
}

/** The step of a forecast that holds a moment; null when it does not reach that far, or has no value there. */
export const stepAt = (fan: Fan, at: number): FanPoint | null =>
  fan.points.find(
    ({ start, lengthMs, median }) => start <= at && at < start + lengthMs && !Number.isNaN(median),
  ) ?? null;
