// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useState } from "react";

export type Fetched<T> =
  | { readonly state: "loading"; readonly value: T | null }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly value: T | null; readonly reason: unknown };

/** Fetches when `key` changes (null: not at all); the last answer stays until there is a newer one. */
export function useFetched<T>(
  key: string | null,
  fetcher: (signal: AbortSignal) => Promise<T>,
  forget = "",
): Fetched<T> {
  const [result, setResult] = useState<{ forget: string; fetched: Fetched<T> }>({
    forget,
    fetched: { state: "loading", value: null },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what the fetcher fetches
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    fetcher(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setResult({ forget, fetched: { state: "ready", value } });
      },
      (reason: unknown) => {
        if (!abort.signal.aborted)
          setResult((old) => ({
            forget,
            fetched: { state: "failed", reason, value: old.forget === forget ? old.fetched.value : null },
          }));
      },
    );
    return () => abort.abort();
  }, [key, forget]);
  return result.forget === forget ? result.fetched : { state: "loading", value: null };
}
