// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { SourceJson } from "../../api/types";
import { type AreaReading, type Picture, readArea } from "../../picture/picture";
import { goneFor, isGone } from "../../state/sourceNews";
import type { AreaInfo, Statics } from "../../state/statics";

export type SortKey = "name" | "level" | "persons" | "density" | "flow" | "age";

export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

export interface AreaLine {
  readonly info: AreaInfo;
  readonly reading: AreaReading | null;
  /** The activity that observes here has been stopped. */
  readonly stopped: boolean;
  /** From how many persons the levels 2 to 5 begin. */
  readonly starts: readonly number[];
  /** The sources that it rests on and that are lost; "" when there are none. */
  readonly lost: string;
}

const sortValue = (line: AreaLine, key: Exclude<SortKey, "name">): number => {
  const { reading } = line;
  if (!reading) return Number.NaN;
  if (key === "level") return reading.level === 0 ? Number.NaN : reading.level + (reading.density || 0) / 1e3;
  if (key === "age") return -reading.end;
  return reading[key];
};

/** What is not known comes last, whichever way the table is sorted. */
function compare(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return descending ? b - a : a - b;
}

export function sortLines(lines: readonly AreaLine[], sort: Sort, locale: string): AreaLine[] {
  const byName = new Intl.Collator(locale, { numeric: true });
  const name = (a: AreaLine, b: AreaLine): number => byName.compare(a.info.name, b.info.name);
  const { key, descending } = sort;
  return [...lines].sort((a, b) => {
    if (key === "name") return descending ? name(b, a) : name(a, b);
    return compare(sortValue(a, key), sortValue(b, key), descending) || name(a, b);
  });
}

const NO_STARTS: readonly number[] = [];

export function linesOf(
  { areas, starts }: Pick<Statics, "areas" | "starts">,
  picture: Picture | null,
  sources: readonly SourceJson[] | null = null,
): AreaLine[] {
  const gone = (sources ?? []).filter(isGone);
  const stopped = new Set(picture?.stopped.flatMap(({ areaIds }) => areaIds));
  return areas.map((info) => ({
    info,
    reading: picture ? readArea(picture, info.id) : null,
    stopped: stopped.has(info.id),
    starts: starts.get(info.id) ?? NO_STARTS,
    lost: goneFor(gone, info.id)
      .map(({ title }) => title)
      .join(", "),
  }));
}

/** A column starts with what asks for attention: most first, names from A. The second click turns it round. */
export function nextSort(now: Sort, key: SortKey): Sort {
  if (now.key === key) return { key, descending: !now.descending };
  return { key, descending: key !== "name" };
}
