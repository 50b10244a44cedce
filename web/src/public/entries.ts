// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Language } from "../format/format";
import type { Cell, Entry } from "./types";

/** "contains_pi_data", "dataSubjects", "dct:title" as words: the names of the standards themselves, readable. */
export function readable(name: string): string {
  const words = name
    .replace(/^[a-z]+:/, "")
    .replace(/^x_/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const isRecord = (cell: Cell | undefined): cell is Entry =>
  typeof cell === "object" && cell !== null && !Array.isArray(cell);

/** One text of those in several languages: {nl, en}, or the language-tagged literals of JSON-LD. */
export function inLanguage(cell: Cell, language: Language): Cell {
  if (isRecord(cell)) {
    if (typeof cell["@value"] === "string") return cell["@value"];
    if (typeof cell["@id"] === "string" && Object.keys(cell).length === 1) return cell["@id"];
    const keys = Object.keys(cell);
    if (keys.length > 0 && keys.every((key) => key === "nl" || key === "en"))
      return cell[language] ?? cell.nl ?? cell.en ?? null;
  }
  if (Array.isArray(cell)) {
    const tagged = cell.filter((item: Cell): item is Entry => isRecord(item) && "@language" in item);
    if (tagged.length > 0)
      return (tagged.find((item) => item["@language"] === language) ?? tagged[0])?.["@value"] ?? null;
  }
  return cell;
}

/** Nothing is said by null, an empty text or an empty list. */
export function isEmpty(cell: Cell | undefined): boolean {
  if (cell === null || cell === undefined || cell === "") return true;
  if (Array.isArray(cell)) return cell.every((item: Cell) => isEmpty(item));
  return isRecord(cell) && Object.values(cell).every(isEmpty);
}

const NAMES = [
  "name",
  "title",
  "dct:title",
  "dcterms:title",
  "http://purl.org/dc/terms/title",
  "reference",
  "id",
];
const SHORT = [
  "description_short",
  "measures",
  "description",
  "dct:description",
  "dcterms:description",
  "http://purl.org/dc/terms/description",
  "purpose",
  "goal",
];

function firstText(entry: Entry, keys: readonly string[], language: Language): string {
  for (const key of keys) {
    const found = inLanguage(entry[key] ?? null, language);
    if (typeof found === "string" && found) return found;
    if (isRecord(found) && typeof found.label === "string") return found.label;
    if (isRecord(found) && isRecord(found.label)) return String(inLanguage(found.label, language) ?? "");
  }
  return "";
}

export const nameOf = (entry: Entry, language: Language): string => firstText(entry, NAMES, language);
export const shortOf = (entry: Entry, language: Language): string => firstText(entry, SHORT, language);

/** The data sets of a DCAT catalogue in JSON-LD, whether written out or by prefixes. */
export function dataSetsOf(document: Cell): Entry[] {
  const graph = isRecord(document) ? (document["@graph"] ?? [document]) : document;
  const nodes = (Array.isArray(graph) ? graph : []).filter(isRecord);
  return nodes.filter((node) => [node["@type"]].flat().some((type) => /Dataset$/.test(String(type))));
}
