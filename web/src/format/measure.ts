// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * A value and its standard error, rounded so that neither promises more than is known: the error to two digits, the
 * value to the same decimal place.
 */
export interface Measure {
  readonly value: number;
  readonly error: number;
  readonly decimals: number;
}

/** The decimal place of the second digit of the error: 0.043 -> 3, 4.3 -> 1, 430 -> -1. */
function placeOf(error: number): number {
  return 1 - Math.floor(Math.log10(error));
}

function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

export function roundMeasure(value: number, error: number, most: number): Measure {
  if (!(error > 0)) return { value: roundTo(value, most), error, decimals: most };
  const place = Math.min(placeOf(error), most);
  return { value: roundTo(value, place), error: roundTo(error, place), decimals: Math.max(0, place) };
}
