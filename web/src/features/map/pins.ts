// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Where pins go when there is not room for all: the more urgent one stays, the other shrinks or waits. */
export interface PinWish {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Width of the full pin in pixels. */
  readonly width: number;
  readonly urgency: number;
  /** May be a full pin; else only ever the small one. */
  readonly full: boolean;
}

export type PinSize = "full" | "small" | "hidden";

export const SMALL = 24;
const HEIGHT = 28;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const boxOf = (wish: PinWish, width: number, height: number): Box => ({
  left: wish.x - width / 2,
  right: wish.x + width / 2,
  top: wish.y - height,
  bottom: wish.y,
});

const touches = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The size of every pin, so that no two overlap; the most urgent is asked first and never hidden. */
export function placePins(
  wishes: readonly PinWish[],
  frame: { width: number; height: number },
): Map<string, PinSize> {
  const sizes = new Map<string, PinSize>();
  const taken: Box[] = [];
  const fits = (box: Box): boolean => !taken.some((other) => touches(box, other));
  for (const wish of [...wishes].sort((a, b) => b.urgency - a.urgency || (a.id < b.id ? -1 : 1))) {
    const outside = wish.x < 0 || wish.y < HEIGHT || wish.x > frame.width || wish.y > frame.height;
    const full = boxOf(wish, wish.width, HEIGHT);
    const small = boxOf(wish, SMALL, SMALL);
    const size = outside ? "hidden" : wish.full && fits(full) ? "full" : fits(small) ? "small" : "hidden";
    sizes.set(wish.id, size);
    if (size !== "hidden") taken.push(size === "full" ? full : small);
  }
  return sizes;
}
