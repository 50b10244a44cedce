// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * A phenomenon time is an instant or an interval "start/end"; NaN where there is none. An instant at which the area's
 * own interval starts is the start of that interval.
 */
export function phenomenonTime(
  text: string | null,
  reading: { start: number; end: number } | null,
): { start: number; end: number } {
  const [first = "", last = ""] = (text ?? "").split("/");
  const start = Date.parse(first);
  const end = Date.parse(last);
  return { start, end: Number.isNaN(end) && reading?.start === start ? reading.end : end };
}
