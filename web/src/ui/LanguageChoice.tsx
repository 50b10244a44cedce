// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useLanguage } from "../i18n/language";
import { Choice } from "./Choice";

const LABEL = { nl: "Taal", en: "Language" };

/** Dutch or English: each named in itself. */
export function LanguageChoice() {
  const { language, setLanguage } = useLanguage();
  return (
    <Choice
      label={LABEL[language]}
      value={language}
      onChange={setLanguage}
      options={[
        { value: "nl", label: "NL", lang: "nl" },
        { value: "en", label: "EN", lang: "en" },
      ]}
    />
  );
}
