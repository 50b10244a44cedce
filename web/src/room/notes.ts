// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { ApiProblem } from "../api/http";
import type { NewNoteJson } from "../api/room";
import { createStore } from "../state/store";

/** An entry for the log book that has not been written down by the server yet. */
export interface Waiting {
  readonly key: string;
  readonly note: Partial<NewNoteJson> & { text: string };
  /** The city's time when it was written. */
  readonly at: number;
  /** Why the server would not have it; null when it has only not been reached. */
  readonly refused: string | null;
}

/** Where what waits is kept over a reload: of this tab only, gone with it. */
export interface Keep {
  load(): string | null;
  save(text: string): void;
}

export const NO_KEEP: Keep = { load: () => null, save: () => {} };

/** Keeps in this tab, for one account. */
export function keptInTab(account: string): Keep {
  const name = `baken-notes-${account}`;
  return {
    load() {
      try {
        return sessionStorage.getItem(name);
      } catch {
        return null;
      }
    },
    save(text) {
      try {
        if (text === "[]") sessionStorage.removeItem(name);
        else sessionStorage.setItem(name, text);
      } catch {
        // A browser that keeps nothing still sends it while the page is open.
      }
    },
  };
}

const fromKept = (text: string | null): Waiting[] => {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? (found as Waiting[]) : [];
  } catch {
    return [];
  }
};

/**
 * Entries of the log book wait here until the server has them: each under a key of its own, so that what is sent twice
 * is written once. Nothing but notes ever waits: a decision is made on what is known now, or not at all.
 */
export class NoteQueue {
  readonly waiting = createStore<readonly Waiting[]>([]);
  private busy = false;
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly send: (note: Partial<NewNoteJson> & { text: string }) => Promise<unknown>,
    private readonly keep: Keep,
    private readonly newKey: () => string,
    /** Adds to an entry that comes late when it was written; to one that is in time nothing. */
    private readonly late: (text: string, at: number) => string,
  ) {
    this.waiting.set(fromKept(keep.load()));
  }

  /** Takes an entry, and sends it at once when that is possible; true when the server has it. */
  async write(note: Partial<NewNoteJson> & { text: string }, at: number): Promise<boolean> {
    const key = this.newKey();
    this.change((now) => [...now, { key, note: { ...note, key }, at, refused: null }]);
    await this.flush();
    return !this.waiting.get().some((one) => one.key === key);
  }

  /** Whether anything waits to be sent; what was refused does not. */
  get isWaiting(): boolean {
    return this.next() !== undefined;
  }

  /** Sends what waits, oldest first, until one does not come through; what is sent already is waited for. */
  flush(): Promise<void> {
    if (!this.busy) this.underWay = this.sendAll();
    return this.underWay;
  }

  private async sendAll(): Promise<void> {
    this.busy = true;
    try {
      for (let one = this.next(); one; one = this.next()) {
        try {
          await this.send({ ...one.note, text: this.late(one.note.text, one.at) });
          const { key } = one;
          this.change((now) => now.filter((other) => other.key !== key));
        } catch (reason) {
          if (!isFinal(reason)) return;
          const why = reason instanceof Error ? reason.message : String(reason);
          this.mark(one.key, (w) => ({ ...w, refused: why }));
        }
      }
    } finally {
      this.busy = false;
    }
  }

  /** Sends an entry that was refused once more: what stood in its way may be gone. */
  retry(key: string): Promise<void> {
    this.mark(key, (one) => ({ ...one, refused: null }));
    return this.flush();
  }

  /** Let go of an entry that was refused; what it said is returned. */
  drop(key: string): string {
    const found = this.waiting.get().find((one) => one.key === key);
    this.change((now) => now.filter((one) => one.key !== key));
    return found?.note.text ?? "";
  }

  private next(): Waiting | undefined {
    return this.waiting.get().find(({ refused }) => refused === null);
  }

  private mark(key: string, how: (one: Waiting) => Waiting): void {
    this.change((now) => now.map((one) => (one.key === key ? how(one) : one)));
  }

  private change(how: (now: readonly Waiting[]) => readonly Waiting[]): void {
    this.waiting.update(how);
    this.keep.save(JSON.stringify(this.waiting.get()));
  }
}

/** Whether asking again would not help: the server has looked at it and refuses. Signing in again, or waiting, would. */
const isFinal = (reason: unknown): boolean =>
  reason instanceof ApiProblem &&
  reason.status >= 400 &&
  reason.status < 500 &&
  ![401, 408, 425, 429].includes(reason.status);
