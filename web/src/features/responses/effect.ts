// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { InterventionJson } from "../../api/room";

type Effect = NonNullable<InterventionJson["effect"]>;

export interface Bars {
  /** Length of the bar without the intervention, and with it, and the range of the latter; the longest is 100. */
  readonly full: number;
  readonly expected: number;
  readonly from: number;
  readonly to: number;
}

/** What is expected with and without, on one scale that begins at nothing. */
export function withAndWithout({ change, lower, upper }: Pick<Effect, "change" | "lower" | "upper">): Bars {
  const shares = [1, 1 + change, 1 + lower, 1 + upper].map((share) => Math.max(0, share));
  const longest = Math.max(...shares);
  const [full, expected, from, to] = shares.map((share) => (share / longest) * 100) as [
    number,
    number,
    number,
    number,
  ];
  return { full, expected, from: Math.min(from, to), to: Math.max(from, to) };
}
