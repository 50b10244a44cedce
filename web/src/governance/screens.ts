// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** The screens of governance, in the order of their menu, and what one must be permitted for each. */
export const SCREENS = [
  { id: "overview", needs: null },
  { id: "activities", needs: null },
  { id: "may", needs: null },
  { id: "retention", needs: null },
  { id: "processing-log", needs: "read-log" },
  { id: "security-log", needs: "read-security-log" },
  { id: "drafts", needs: "read-draft" },
  { id: "registers", needs: null },
  { id: "accounts", needs: "administer" },
  { id: "keys", needs: "administer" },
] as const;

export type ScreenId = (typeof SCREENS)[number]["id"];

export const pathOf = (id: ScreenId): string => (id === "overview" ? "/governance" : `/governance/${id}`);

/** Which screen an address means; the overview for one that means none. */
export function screenOf(part: string | undefined): (typeof SCREENS)[number] {
  return SCREENS.find(({ id }) => id === part) ?? SCREENS[0];
}

/** The screens that somebody may see. */
export const offered = (may: ReadonlySet<string>): (typeof SCREENS)[number][] =>
  SCREENS.filter(({ needs }) => needs === null || may.has(needs));
