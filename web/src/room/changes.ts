// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ResponseJson, ResponseState, WarningJson } from "../api/room";

/** What two looks at the room tell of what happened between them. */

/** The warnings that ask for attention anew: not there before, or seen then and grown since. */
export function risen(
  before: readonly WarningJson[] | null,
  after: readonly WarningJson[],
): readonly WarningJson[] {
  if (before === null) return [];
  const was = new Map(before.map((one) => [one.id, one.state]));
  return after.filter(({ id, state }) => state === "raised" && was.get(id) !== "raised");
}

/** One line of what was missed; `by` is who did it, empty when nobody or not told. */
export interface Happened {
  readonly kind: "raised" | "warning" | "proposed" | "response";
  readonly id: string;
  readonly state: string;
  readonly by: string;
  readonly at: number;
}

/** What happened to warnings and responses while the screen was not live, oldest first. */
export function missedBetween(
  before: { warnings: readonly WarningJson[] | null; responses: readonly ResponseJson[] | null },
  after: { warnings: readonly WarningJson[] | null; responses: readonly ResponseJson[] | null },
): readonly Happened[] {
  const found: Happened[] = [];
  const versions = new Map((before.warnings ?? []).map((one) => [one.id, one.version]));
  const states = new Map((before.warnings ?? []).map((one) => [one.id, one.state]));
  for (const one of before.warnings === null ? [] : (after.warnings ?? [])) {
    const isNew = !versions.has(one.id);
    if (isNew)
      found.push({ kind: "raised", id: one.id, state: "raised", by: "", at: Date.parse(one.raisedAt) });
    const last = one.steps.at(-1);
    if (!last || one.state === (states.get(one.id) ?? "raised")) continue;
    found.push({ kind: "warning", id: one.id, state: one.state, by: last.byName, at: Date.parse(last.at) });
  }
  const responses = new Map((before.responses ?? []).map((one) => [one.id, one]));
  for (const one of before.responses === null ? [] : (after.responses ?? [])) {
    const old = responses.get(one.id);
    if (!old)
      found.push({ kind: "proposed", id: one.id, state: "proposed", by: "", at: Date.parse(one.proposedAt) });
    const last = one.steps.at(-1);
    if (!last || one.state === (old?.state ?? "proposed")) continue;
    found.push({ kind: "response", id: one.id, state: one.state, by: last.byName, at: Date.parse(last.at) });
  }
  return found.sort((a, b) => a.at - b.at);
}

/**
 * The most important of what happened, newest first: what still waits for somebody before anything that is over, and of
 * equals the newest.
 */
export function foremost(
  what: readonly Happened[],
  waits: (one: Happened) => boolean,
  most: number,
): readonly Happened[] {
  const newest = [...what].sort((a, b) => b.at - a.at);
  const waiting = new Set(newest.filter(waits).slice(0, most));
  const rest = newest.filter((one) => !waiting.has(one)).slice(0, most - waiting.size);
  return newest.filter((one) => waiting.has(one) || rest.includes(one));
}

/** Warnings that stand, in the order in which they ask for attention: unseen first, then the most severe, then the newest. */
const STATE_ORDER: readonly string[] = ["raised", "seen", "handled"];
const SEVERITY_ORDER: readonly string[] = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"];

export function standing(warnings: readonly WarningJson[]): WarningJson[] {
  return warnings
    .filter(({ isOpen }) => isOpen)
    .sort(
      (a, b) =>
        STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
        SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
        Date.parse(b.raisedAt) - Date.parse(a.raisedAt),
    );
}

/** The areas of which a limit of an open warning still stands, and the worst severity there. */
export function warnedAreas(warnings: readonly WarningJson[]): ReadonlyMap<string, WarningJson> {
  const found = new Map<string, WarningJson>();
  for (const one of standing(warnings))
    for (const member of one.members)
      if (member.endedAt === null && !found.has(member.areaId)) found.set(member.areaId, one);
  return found;
}

/** The areas of which a limit is more likely passed now than not. */
export const passedAreas = (warnings: readonly WarningJson[]): ReadonlySet<string> =>
  new Set(
    warnings
      .filter(({ isOpen }) => isOpen)
      .flatMap(({ members }) => members)
      .filter(({ endedAt, newest }) => endedAt === null && (newest.now ?? 0) >= 0.5)
      .map(({ areaId }) => areaId),
  );

const IN_FORCE: readonly ResponseState[] = ["approved", "executing", "executed", "failed"];

export const isInForce = ({ state }: Pick<ResponseJson, "state">): boolean => IN_FORCE.includes(state);
export const isOpenResponse = (one: Pick<ResponseJson, "state">): boolean =>
  one.state === "proposed" || isInForce(one);

/** The responses that were proposed because of a warning, those that wait for a decision first. */
export const responsesTo = (warningId: string, responses: readonly ResponseJson[]): ResponseJson[] =>
  responses
    .filter(({ evidence }) => evidence?.warningId === warningId)
    .sort((a, b) => Number(b.state === "proposed") - Number(a.state === "proposed"));

/** What was estimated is never certain, though figures of the server are rounded: told as more than 99 %, or less than 1. */
export const unsure = (probability: number): number => Math.min(0.9999, Math.max(0.0001, probability));

/** The member that the severity of the warning is of: of those the likeliest that still stands. */
export function worstOf(warning: WarningJson): WarningJson["members"][number] | null {
  const standingOnes = warning.members.filter(({ endedAt }) => endedAt === null);
  const all = standingOnes.length > 0 ? standingOnes : warning.members;
  const graded = all.filter(({ severity }) => severity === warning.severity);
  return (graded.length > 0 ? graded : all).reduce<WarningJson["members"][number] | null>(
    (worst, one) =>
      worst === null || (one.newest.probability ?? -1) > (worst.newest.probability ?? -1) ? one : worst,
    null,
  );
}
