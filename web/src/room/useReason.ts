// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback, useRef } from "react";
import { useStore } from "../state/store";
import type { Reason } from "./reasons";
import { useRoom } from "./useRoom";

export interface Begun<D extends string> {
  /** Which decision was begun; null when none is. */
  readonly deed: D | null;
  readonly text: string;
  /** It was begun just here, and not before the reader looked at something else. */
  readonly isFresh: boolean;
  readonly reason: Reason;
  ask(deed: D | null): void;
  write(text: string): void;
}

/** What the reader is writing about one thing; it is there again after they looked at something else. */
export function useReason<D extends string>(id: string): Begun<D> {
  const { reasons } = useRoom();
  const reason = useStore(reasons.begun, () => reasons.of(id));
  const fresh = useRef(false);
  return {
    deed: reason.deed as D | null,
    text: reason.text,
    isFresh: fresh.current,
    reason,
    ask: useCallback(
      (deed) => {
        fresh.current = deed !== null;
        reasons.change(id, { deed });
      },
      [reasons, id],
    ),
    write: useCallback((text) => reasons.change(id, { text }), [reasons, id]),
  };
}
