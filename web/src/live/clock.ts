// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** The city's clock as last told by the server, and how fast it runs (1 when live, the speed in a replay). */
export interface ClockAnchor {
  readonly now: number;
  readonly wall: number;
  readonly speed: number;
  readonly paused: boolean;
}

/** What the clock says at this moment of the wall clock; it never runs on for longer than `limitMs` unheard. */
export function clockAt(anchor: ClockAnchor, wall: number, limitMs = 6000): number {
  if (anchor.paused) return anchor.now;
  const elapsed = Math.min(Math.max(0, wall - anchor.wall), limitMs);
  return anchor.now + elapsed * anchor.speed;
}
