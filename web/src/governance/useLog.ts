// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { type Fetched, useFetched } from "../state/useFetched";

/** A page of a log, and the way to the others. */
export interface Log<Page> {
  readonly fetched: Fetched<Page>;
  readonly isNewest: boolean;
  older(next: string): void;
  newest(): void;
}

/** A log is read in pages, newest first; the cursor of each page that was passed is kept, for the way back. */
export function useLog<Page extends { readonly next: string | null }>(
  name: string,
  filters: Readonly<Record<string, string>>,
  fetchPage: (query: Record<string, string>, signal: AbortSignal) => Promise<Page>,
): Log<Page> {
  const chosen = new URLSearchParams(filters).toString();
  const [state, setState] = useState<{ chosen: string; cursors: string[] }>({ chosen, cursors: [] });
  const cursors = state.chosen === chosen ? state.cursors : [];
  const cursor = cursors.at(-1) ?? "";
  const fetched = useFetched(
    `${name}?${chosen}#${cursor}`,
    (signal) => fetchPage({ ...filters, ...(cursor ? { cursor } : {}), limit: "50" }, signal),
    `${name}?${chosen}#${cursor}`,
  );
  return {
    fetched,
    isNewest: cursors.length === 0,
    older: (next: string) => setState({ chosen, cursors: [...cursors, next] }),
    newest: () => setState({ chosen, cursors: [] }),
  };
}
