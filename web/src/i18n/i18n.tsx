// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { createContext, useContext } from "react";
import type { Format, Language } from "../format/format";
import { makeFormat } from "../format/format";
import { en } from "./en";
import { type Dictionary, nl } from "./nl";

export const DICTIONARIES: Record<Language, Dictionary> = { nl, en };

export interface Words {
  readonly language: Language;
  readonly t: Dictionary;
  readonly f: Format;
}

export const WordsContext = createContext<Words>({ language: "en", t: en, f: makeFormat("en", "UTC") });

/** The words (`t`) and the forms of numbers and times (`f`) of the reader's language. */
export const useWords = (): Words => useContext(WordsContext);
