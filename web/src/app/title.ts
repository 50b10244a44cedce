// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";
import { useSimulated } from "../ui/Simulated";

/** What a title is; a number of warnings that ask for somebody goes before everything, where a narrow tab shows it. */
export const titled = (badge: number, parts: readonly string[]): string =>
  `${badge > 0 ? `(${badge}) ` : ""}${parts.filter(Boolean).join(" · ")}`;

/** The page's title; of a simulated city it begins with that, so that it is told in tabs, prints and bookmarks too. */
export function useTitle(...parts: readonly string[]): void {
  useBadgedTitle(0, ...parts);
}

export function useBadgedTitle(badge: number, ...parts: readonly string[]): void {
  const word = useSimulated();
  const title = titled(badge, [word, ...parts]);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
