// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Rgb } from "./columns";

/** A colour token as red, green and blue. The map draws outside CSS but takes its colours from it. */
export function tokenRgb(name: string): Rgb {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The colours of "not known" and of levels 1 to 5. */
export const levelPalette = (): Rgb[] =>
  [0, 1, 2, 3, 4, 5].map((level) => tokenRgb(`--basis-level-${level}`));

/** The same for edges, which are lighter where the fill is dark. */
export const edgePalette = (): Rgb[] =>
  [0, 1, 2, 3, 4, 5].map((level) => tokenRgb(`--basis-edge-level-${level}`));

export const css = ([r, g, b]: Rgb): string => `rgb(${r}, ${g}, ${b})`;
