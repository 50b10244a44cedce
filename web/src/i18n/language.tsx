// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { firstLanguage } from "../app/language";
import { remember } from "../app/memory";
import { type Format, type Language, makeFormat } from "../format/format";

/** The reader's language, the forms of its numbers and times, and the way to change it. */
export interface Spoken {
  readonly language: Language;
  readonly f: Format;
  setLanguage(language: Language): void;
}

const LanguageContext = createContext<Spoken>({
  language: "en",
  f: makeFormat("en", "UTC"),
  setLanguage: () => {},
});

export const useLanguage = (): Spoken => useContext(LanguageContext);

/** Makes the hook that gives the words of one dictionary in the reader's language: each screen brings its own. */
export function saying<D>(dictionaries: Record<Language, D>): () => Spoken & { readonly t: D } {
  return () => {
    const spoken = useLanguage();
    return { ...spoken, t: dictionaries[spoken.language] };
  };
}

/** What the server says in both languages. */
export interface Text {
  readonly nl: string;
  readonly en: string;
}

export function LanguageProvider({ zone, children }: { zone: string; children: ReactNode }) {
  const [language, setState] = useState<Language>(() => firstLanguage());
  const setLanguage = useCallback((next: Language) => {
    remember("language", next);
    setState(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const spoken = useMemo(
    () => ({ language, f: makeFormat(language, zone), setLanguage }),
    [language, zone, setLanguage],
  );
  return <LanguageContext value={spoken}>{children}</LanguageContext>;
}
