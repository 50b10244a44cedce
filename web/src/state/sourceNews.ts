// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { SourceJson, SourceState } from "../api/types";

/** States in which a source delivers nothing that can be used; a person should know at once. */
const GONE: readonly SourceState[] = ["lost", "misconfigured"];

export const isGone = ({ state }: Pick<SourceJson, "state">): boolean => GONE.includes(state);

/** How bad a state is, for the order of the list: what asks for attention first. */
const ORDER: readonly SourceState[] = ["lost", "misconfigured", "late", "stopped", "waiting", "fresh"];

export function byState(sources: readonly SourceJson[], locale: string): SourceJson[] {
  const byName = new Intl.Collator(locale, { numeric: true });
  return [...sources].sort(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || byName.compare(a.title, b.title),
  );
}

/** A source that had been lost and delivers again: told until the reader has seen it. */
export interface Recovered {
  readonly connector: string;
  readonly title: string;
  readonly since: string;
}

/** The sources of which must be told that they are back: those of before, less what was lost again, and the new ones. */
export function recoveredSince(
  told: readonly Recovered[],
  before: readonly SourceJson[],
  now: readonly SourceJson[],
): readonly Recovered[] {
  const wasGone = new Set(before.filter(isGone).map(({ connector }) => connector));
  const fresh = now.filter(({ state }) => state === "fresh");
  const isFresh = new Set(fresh.map(({ connector }) => connector));
  const still = told.filter(({ connector }) => isFresh.has(connector));
  const back = fresh
    .filter(({ connector }) => wasGone.has(connector))
    .map(({ connector, title, since }) => ({ connector, title, since }));
  return back.length === 0 && still.length === told.length ? told : [...still, ...back];
}

/** The sources that are gone and on which an area rests. */
export const goneFor = (sources: readonly SourceJson[], areaId: string): SourceJson[] =>
  sources.filter((source) => isGone(source) && source.missingAreaIds.includes(areaId));

/** What is counted of how many: of one source its sensors, of more the sources themselves. */
export interface Tally {
  readonly of: "sources" | "sensors";
  readonly fresh: number;
  readonly all: number;
}

export function tallyOf(sources: readonly SourceJson[]): Tally {
  const [only] = sources;
  const of = sources.length === 1 && only ? "sensors" : "sources";
  const states =
    of === "sensors" && only ? only.streams.map(({ state }) => state) : sources.map(({ state }) => state);
  return { of, fresh: states.filter((state) => state === "fresh").length, all: states.length };
}
