// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { type List, term, valuesOf } from "./terms";

const LISTS: readonly List[] = [
  "role",
  "purpose",
  "legalBasis",
  "personalData",
  "dataSubject",
  "kind",
  "assessment",
  "layer",
  "trigger",
  "aggregation",
  "action",
  "state",
  "event",
  "fault",
  "covers",
];

it.each(LISTS)("has a Dutch word for each English one of %s", (list) => {
  const wordless = valuesOf(list).filter((value) => term("nl", list, value) === value);
  // Some words are the same in both: none of them is an id of more than one word.
  expect(wordless.filter((value) => value.includes("-"))).toEqual([]);
});

it("shows a value that it does not know as it is", () => {
  expect(term("nl", "purpose", "not-a-purpose")).toBe("not-a-purpose");
});
