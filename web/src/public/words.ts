// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { saying, type Text } from "../i18n/language";
import { en } from "../i18n/public.en";
import { nl } from "../i18n/public.nl";

const usePublicWords = saying({ nl, en });

/** The words of the public pages, and `say` for what the server tells in both languages. */
export function useWords() {
  const words = usePublicWords();
  const say = (text: Text): string => text[words.language];
  /** As the first word of a line. */
  const label = (text: Text): string => say(text).charAt(0).toUpperCase() + say(text).slice(1);
  return { ...words, say, label };
}
