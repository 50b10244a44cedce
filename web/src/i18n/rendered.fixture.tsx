// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { vi } from "vitest";
import type { Language } from "../format/format";
import { LanguageProvider } from "./language";

/** What a component says to a reader of a language, as HTML; times are those of the zone. For tests, without a browser. */
export function rendered(children: ReactNode, language: Language = "en", zone = "UTC"): string {
  vi.stubGlobal("location", { search: `?lang=${language}` });
  try {
    return renderToStaticMarkup(<LanguageProvider zone={zone}>{children}</LanguageProvider>);
  } finally {
    vi.unstubAllGlobals();
  }
}

/** The words alone, without tags. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
