// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback } from "react";
import type { ResponsesJson } from "../api/room";
import type { Language } from "../format/format";
import { useLanguage } from "../i18n/language";
import { useStore } from "../state/store";
import { useRoom } from "./useRoom";

/** What a party is called in the reader's language; one that is not known goes by its id. */
export function partyName(
  parties: ResponsesJson["parties"] | undefined,
  id: string,
  language: Language,
): string {
  const found = parties?.find((one) => one.id === id);
  return (language === "nl" ? found?.nameNl : found?.nameEn) ?? id;
}

export function useParty(): (id: string) => string {
  const { language } = useLanguage();
  const parties = useStore(useRoom().responses)?.parties;
  return useCallback((id) => partyName(parties, id, language), [parties, language]);
}
