// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Wall-clock time of a zone, to and from what `<input type="datetime-local">` speaks. */

const parts = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

/** The zone's wall-clock time at an instant, as if it were UTC. */
function wallClock(ms: number, zone: string): number {
  const found: Record<string, number> = {};
  for (const part of parts(zone).formatToParts(ms)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** "2025-12-24T06:00" for an instant. */
export function toLocalInput(ms: number, zone: string): string {
  return new Date(wallClock(ms, zone)).toISOString().slice(0, 16);
}

/**
 * The instant at which the zone's clock shows this time. In the hour that is skipped in spring the clock is taken
 * to run on; in the hour that comes twice in autumn the first one is meant.
 */
export function fromLocalInput(text: string, zone: string): number {
  const wanted = Date.parse(`${text}Z`);
  if (Number.isNaN(wanted)) return Number.NaN;
  const day = 86_400_000;
  const offsets = [wanted - day, wanted + day].map((ms) => wallClock(ms, zone) - ms);
  const candidates = offsets.map((offset) => wanted - offset);
  const exact = candidates.filter((ms) => wallClock(ms, zone) === wanted);
  return exact.length > 0 ? Math.min(...exact) : (candidates[0] ?? Number.NaN);
}

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds. */
export function zoneOffset(ms: number, zone: string): number {
  return wallClock(ms, zone) - Math.floor(ms / 1000) * 1000;
}

/** The instants in a period at which the zone's clock shows a whole multiple of `stepMs` since midnight. */
export function localTicks(from: number, to: number, stepMs: number, zone: string): number[] {
  // Before the clock is known there is no period, and so nothing to mark.
  if (Number.isNaN(from) || Number.isNaN(to)) return [];
  const found: number[] = [];
  const offset = zoneOffset(from, zone);
  for (let local = Math.ceil((from + offset) / stepMs) * stepMs; local - offset <= to; local += stepMs) {
    const instant = fromLocalInput(new Date(local).toISOString().slice(0, 16), zone);
    if (instant >= from && instant <= to) found.push(instant);
  }
  return found;
}
