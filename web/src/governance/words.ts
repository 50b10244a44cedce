// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { en } from "../i18n/governance.en";
import { nl } from "../i18n/governance.nl";
import { saying, type Text } from "../i18n/language";
import { type List, term } from "../i18n/terms";

const useGovernanceWords = saying({ nl, en });

/** The words of governance; `word` for values of closed lists, `say` for texts in both languages. */
export function useWords() {
  const words = useGovernanceWords();
  const { language, f } = words;
  return {
    ...words,
    word: (list: List, value: string): string => term(language, list, value),
    say: (text: Text | string): string => (typeof text === "string" ? text : text[language]),
    /** One of a pair of fields `name` and `nameNl`. */
    own: (english: string, dutch: string): string => (language === "nl" ? dutch || english : english),
    day: (iso: string | null): string => (iso ? f.date(Date.parse(iso)) : ""),
    moment: (iso: string | null | undefined): string =>
      iso ? `${f.date(Date.parse(iso))}, ${f.time(Date.parse(iso))}` : "",
  };
}
