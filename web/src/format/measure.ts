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

/**
 * A value and its band, rounded so that neither promises more than is known, and the band outwards, so that it never
 * covers less than it should. People are counted whole.
 *
 * Invariant: lower <= value <= upper, and none is negative when none was.
 */
export function roundBand(
  value: number,
  lower: number,
  upper: number,
): { value: number; lower: number; upper: number } {
  const half = Math.max(value - lower, upper - value);
  const place = half > 0 ? Math.min(placeOf(half), 0) : 0;
  const step = 10 ** -place;
  // What is 4000 but for the last bit is not to become 4100.
  const steps = (x: number): number => Number((x / step).toPrecision(12));
  return {
    value: Math.round(steps(value)) * step,
    lower: Math.floor(steps(lower)) * step,
    upper: Math.ceil(steps(upper)) * step,
  };
}

export function roundMeasure(value: number, error: number, most: number): Measure {
  if (!(error > 0)) return { value: roundTo(value, most), error, decimals: most };
  const place = Math.min(placeOf(error), most);
  return { value: roundTo(value, place), error: roundTo(error, place), decimals: Math.max(0, place) };
}
