// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** A phenomenon time is an instant or an interval "start/end"; NaN where there is none. */
export function phenomenonTime(text: string | null): { start: number; end: number } {
  const [start = "", end = ""] = (text ?? "").split("/");
  return { start: Date.parse(start), end: Date.parse(end) };
}
