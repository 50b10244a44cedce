// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { PlannedEventJson, SupposedJson, SupposedKind } from "../../api/forecast";
import type { Format } from "../../format/format";
import type { PlanWords } from "./words";

/** What the form of the planner holds. */
export interface Supposition {
  readonly kind: SupposedKind;
  readonly amount: number;
  /** Begin, in milliseconds. */
  readonly from: number;
  readonly hours: number;
  /** Empty for everywhere. */
  readonly areaId: string;
  readonly event: PlannedEventJson | null;
}

/** The amounts that a form begins with. */
export const FIRST_AMOUNT: Record<SupposedKind, number> = {
  rain: 4,
  warmth: 5,
  visitors: 10_000,
  "line-out": 20,
  cancelled: 0,
  moved: 60,
};

export const NEEDS_EVENT: ReadonlySet<SupposedKind> = new Set(["cancelled", "moved"]);
export const MAY_HAVE_EVENT: ReadonlySet<SupposedKind> = new Set(["cancelled", "moved", "visitors"]);

const HOUR = 3_600_000;
const HUNDRED = 100;

/** The change as the server takes it, with a title in the planner's words; null when it cannot be said yet. */
export function supposed(
  given: Supposition,
  t: PlanWords,
  f: Format,
  everywhere: string,
): SupposedJson | null {
  const { kind, amount, from, hours, event, areaId } = given;
  if (NEEDS_EVENT.has(kind) && !event) return null;
  if (Number.isNaN(amount) || (!event && !(hours > 0))) return null;
  const time = f.dateTime(from);
  const signed = amount > 0 ? `+${f.number(amount)}` : f.number(amount);
  const title = ((): string => {
    if (kind === "cancelled") return t.titles.cancelled(event?.title ?? "");
    if (kind === "moved") return t.titles.moved(signed, event?.title ?? "");
    if (kind === "visitors") return t.titles.visitors(signed, event?.title ?? everywhere);
    return t.titles[kind](kind === "rain" || kind === "line-out" ? f.number(amount) : signed, time);
  })();
  return {
    kind,
    title,
    amount: kind === "line-out" ? amount / HUNDRED : amount,
    start: event ? null : new Date(from).toISOString(),
    end: event ? null : new Date(from + hours * HOUR).toISOString(),
    areaIds: areaId ? [areaId] : [],
    eventId: event?.id ?? "",
  };
}
