// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";
import { useSimulated } from "../ui/Simulated";

/** The page's title; of a simulated city it begins with that, so that it is told in tabs, prints and bookmarks too. */
export function useTitle(...parts: readonly string[]): void {
  const word = useSimulated();
  const title = [word, ...parts].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
