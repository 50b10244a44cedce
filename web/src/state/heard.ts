// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** A number that says with every beat how new something is: what is not answered yet is asked for, and nothing twice. */
export class Heard {
  private newest: number | undefined;
  private answered: number | undefined;

  /** Take a number in; tells whether it has to be asked for. A server that knows none says nothing. */
  hear(newest: number | undefined): boolean {
    if (newest === undefined) return false;
    this.newest = newest;
    return newest !== this.answered;
  }

  /** Begin to ask; what is returned is called with the answer, which holds for what was heard until now. */
  asking(): () => void {
    const asked = this.newest;
    return () => {
      this.answered = asked;
    };
  }
}
