// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** A few choices of the reader, kept by the browser. One that keeps nothing still shows the choice until it is closed. */
type Choice = "language" | "keys" | "theme" | "sound";

const keyOf = (choice: Choice): string => `baken-${choice}`;

export function remembered(choice: Choice): string | null {
  try {
    return localStorage.getItem(keyOf(choice));
  } catch {
    return null;
  }
}

export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(keyOf(choice), value);
  } catch {
    // Private windows may refuse.
  }
}
