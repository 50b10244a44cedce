// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback, useState } from "react";

export interface Task {
  readonly busy: boolean;
  /** Why the last run failed; null when it did not. */
  readonly fault: unknown;
  /** Runs one thing at a time; true when it went well. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

/** Something that the reader starts, that takes a while and may be refused. */
export function useTask(): Task {
  const [state, setState] = useState<{ busy: boolean; fault: unknown }>({ busy: false, fault: null });
  const run = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setState({ busy: true, fault: null });
    try {
      await work();
      setState({ busy: false, fault: null });
      return true;
    } catch (fault) {
      setState({ busy: false, fault });
      return false;
    }
  }, []);
  const clear = useCallback(() => setState({ busy: false, fault: null }), []);
  return { ...state, run, clear };
}
