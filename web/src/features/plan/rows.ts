// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { AreaDayJson, AreaPlanJson } from "../../api/forecast";

/** One area on one day, and what it was before anything was supposed (null: nothing was). */
export interface PlanRow {
  readonly areaId: string;
  readonly day: AreaDayJson | null;
  readonly before: AreaDayJson | null;
}

const likely = (day: AreaDayJson | null): number => day?.probability45 ?? -1;
const persons = (day: AreaDayJson | null): number => day?.median ?? -1;

/** The areas of a day, most likely to be too full first, then most persons; what is not foreseen comes last. */
export function rowsOf(
  areas: readonly AreaPlanJson[],
  day: number,
  after: readonly AreaPlanJson[] | null,
): PlanRow[] {
  const changed = new Map((after ?? []).map((area) => [area.areaId, area.days[day] ?? null]));
  return areas
    .map(({ areaId, days }) => {
      const first = days[day] ?? null;
      return {
        areaId,
        day: after ? (changed.get(areaId) ?? null) : first,
        before: after ? first : null,
      };
    })
    .sort(
      (a, b) =>
        likely(b.day) - likely(a.day) || persons(b.day) - persons(a.day) || (a.areaId < b.areaId ? -1 : 1),
    );
}
