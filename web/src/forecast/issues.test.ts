// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { ISSUE } from "./forecast.fixture";
import { issuesOfAreas } from "./issues";

it("what is foreseen of areas is another with each new issue, also of the next two hours alone", () => {
  const nextHours = (number: number | null) => ({
    issueEveryMin: 5,
    stepMin: 5,
    latest: number === null ? null : { ...ISSUE, number },
    explained: null,
  });
  const latest = { ...ISSUE, number: 3 };
  const found = [
    issuesOfAreas({ latest, nextHours: null }),
    issuesOfAreas({ latest, nextHours: nextHours(4) }),
    issuesOfAreas({ latest, nextHours: nextHours(5) }),
    issuesOfAreas({ latest: { ...ISSUE, number: 6 }, nextHours: nextHours(5) }),
  ];
  expect(new Set(found).size).toBe(4);
  expect(issuesOfAreas({ latest, nextHours: nextHours(null) })).toBe(found[0]);
  expect([issuesOfAreas(null), issuesOfAreas({ latest: null, nextHours: null })]).toEqual([null, null]);
});
