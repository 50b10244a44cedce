// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useRef, useState } from "react";

/** The value, but never newer than \`everyMs\` ago: a fast replay changes it more often than it can be fetched for. */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [slow, setSlow] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + everyMs - Date.now());
    const timer = window.setTimeout(() => {
      last.current = Date.now();
      setSlow(value);
    }, wait);
    return () => window.clearTimeout(timer);
  }, [value, everyMs]);
  return slow;
}
