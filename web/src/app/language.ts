// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { LANGUAGES, type Language } from "../format/format";
import { remembered } from "./memory";

const known = (text: string | null | undefined): Language | null =>
  LANGUAGES.find((language) => text?.toLowerCase().startsWith(language)) ?? null;

/** The language asked for in the address, else the one chosen before, else the browser's, else English. */
export function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  return (
    known(asked) ??
    known(remembered("language")) ??
    navigator.languages.map(known).find((found) => found !== null) ??
    "en"
  );
}
