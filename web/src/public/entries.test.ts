// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { dataSetsOf, inLanguage, isEmpty, nameOf, readable } from "./entries";
import type { Cell } from "./types";

describe("the names of the standards", () => {
  it("become words", () => {
    expect(readable("contains_pi_data")).toBe("Contains pi data");
    expect(readable("dataSubjects")).toBe("Data subjects");
    expect(readable("dct:accessRights")).toBe("Access rights");
    expect(readable("x_status_reason")).toBe("Status reason");
  });
});

describe("a text in several languages", () => {
  it("is given in the reader's, else in one that there is", () => {
    expect(inLanguage({ nl: "naam", en: "name" }, "en")).toBe("name");
    const tagged = [{ "@language": "nl", "@value": "naam" }];
    expect(inLanguage(tagged, "en")).toBe("naam");
  });

  it("is not mistaken for a record", () => {
    expect(inLanguage({ name: "x", nl: "y" }, "nl")).toEqual({ name: "x", nl: "y" });
  });
});

it("leaves out what says nothing, but never zero or no", () => {
  expect(isEmpty([null, "", {}])).toBe(true);
  expect(isEmpty(0)).toBe(false);
  expect(isEmpty(false)).toBe(false);
});

it("finds the data sets of a catalogue and their titles", () => {
  const document = {
    "@context": {},
    "@graph": [
      { "@type": "dcat:Catalog" },
      { "@type": ["dcat:Dataset"], "dct:title": [{ "@language": "nl", "@value": "Tellingen" }] },
    ],
  };
  expect(dataSetsOf(document as unknown as Cell).map((entry) => nameOf(entry, "nl"))).toEqual(["Tellingen"]);
});
