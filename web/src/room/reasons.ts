// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { createStore } from "../state/store";
import type { Stepped } from "./lookedAt";

/** A decision that the reader has begun: which, what was written so far, and on what it is decided. */
export interface Reason {
  /** What is asked; null when only words are left of what was cancelled. */
  readonly deed: string | null;
  readonly text: string;
  readonly at: Stepped | null;
}

const NONE: Reason = { deed: null, text: "", at: null };

/**
 * What the reader is writing about warnings and responses, by id. It is kept outside the parts of the screen that show
 * it: an area that is chosen, or another tab, takes no words away.
 */
export class Reasons {
  readonly begun = createStore<ReadonlyMap<string, Reason>>(new Map());

  of(id: string): Reason {
    return this.begun.get().get(id) ?? NONE;
  }

  change(id: string, more: Partial<Reason>): void {
    this.begun.update((all) => {
      const next = new Map(all);
      const now = { ...(all.get(id) ?? NONE), ...more };
      if (now.deed === null && now.text === "") next.delete(id);
      else next.set(id, now);
      return next;
    });
  }
}
