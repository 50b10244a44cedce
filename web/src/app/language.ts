// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { LANGUAGES, type Language } from "../format/format";

const KEY = "baken-language";

const known = (text: string | null | undefined): Language | null =>
  LANGUAGES.find((language) => text?.toLowerCase().startsWith(language)) ?? null;

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The language asked for in the address, else the one chosen before, else the browser's, else English. */
export function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  return (
    known(asked) ??
    known(remembered()) ??
    navigator.languages.map(known).find((found) => found !== null) ??
    "en"
  );
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing still shows the chosen language until it is closed.
  }
}
