// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Runs one task at a time; of what is asked meanwhile only the last is kept. Dragging a slider over a day asks for a
 * hundred pictures, of which the server sees as many as it can answer.
 */
export class LatestOnly<K> {
  private waiting: { key: K } | null = null;
  private busy = false;

  constructor(private readonly run: (key: K) => Promise<void>) {}

  ask(key: K): void {
    this.waiting = { key };
    void this.pump();
  }

  /** Forget what is waiting; what is under way ends by itself. */
  drop(): void {
    this.waiting = null;
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.waiting) {
        const { key } = this.waiting;
        this.waiting = null;
        await this.run(key);
      }
    } finally {
      // One that failed must not keep out all that come after it.
      this.busy = false;
    }
  }
}
