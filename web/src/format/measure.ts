// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * A value and its standard error, rounded so that neither promises more than is known: the error to one digit, or two
 * when it begins with 1 or 2, and the value to the same decimal place.
 */
export interface Measure {
  readonly value: number;
  readonly error: number;
  readonly decimals: number;
}

/** The decimal place down to which an error is told: 0.012 -> 3, 0.043 -> 2, 4.3 -> 0, 430 -> -2. */
function placeOf(error: number): number {
  const first = -Math.floor(Math.log10(error));
  return error * 10 ** first < 3 ? first + 1 : first;
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
