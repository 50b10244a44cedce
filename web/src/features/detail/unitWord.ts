// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Language } from "../../format/format";

/** UCUM units that people would not recognise, in words. */
const WORDS: Record<string, Record<Language, string>> = {
  "{person}": { nl: "personen", en: "persons" },
  "{persons}": { nl: "personen", en: "persons" },
  "1": { nl: "", en: "" },
  "{person}/h": { nl: "personen/uur", en: "persons/h" },
  "{person}/min": { nl: "personen/min", en: "persons/min" },
  "{person}/m2": { nl: "personen/m²", en: "persons/m²" },
  "{person}/(m.min)": { nl: "personen/m/min", en: "persons/m/min" },
  Cel: { nl: "°C", en: "°C" },
};

export const unitWord = (unit: string, language: Language): string => WORDS[unit]?.[language] ?? unit;
