// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { MemberJson, ResponseJson, WarningJson } from "../api/room";

/** Made-up warnings and responses for tests. */
export const AT = "2026-08-14T19:30:00Z";

export function aMember(more: Partial<MemberJson> = {}): MemberJson {
  const said: MemberJson["newest"] = {
    at: AT,
    probability: 0.6,
    lower: 0.5,
    upper: 0.7,
    now: 0.1,
    value: 900,
    valueLower: 800,
    valueUpper: 1000,
    peak: 1200,
    peakAt: "2026-08-14T20:00:00Z",
    doubts: [],
    method: "within-lead/1",
    uncorrected: 0.6,
    correction: { isMade: false, intercept: 0, slope: 1, moments: 0, episodes: 0, days: 0 },
  };
  return {
    limitId: "red",
    areaId: "square",
    kind: "persons",
    title: "Persons",
    titleNl: "Personen",
    limit: 1000,
    unit: "persons",
    source: "Permit",
    severity: "Severe",
    leadTimeS: 2700,
    since: AT,
    endedAt: null,
    first: said,
    newest: said,
    ...more,
  };
}

export function aWarning(more: Partial<WarningJson> = {}): WarningJson {
  return {
    id: "w1",
    version: 1,
    state: "raised",
    cause: "crowding",
    raisedAt: AT,
    changedAt: AT,
    isOpen: true,
    areaIds: ["square"],
    severity: "Severe",
    urgency: "Expected",
    certainty: "Likely",
    probability: 0.6,
    expiresAt: "2026-08-14T21:00:00Z",
    headline: "It will be too crowded at the square.",
    headlineNl: "Het wordt te druk op het plein.",
    doubts: [],
    doubt: "",
    doubtNl: "",
    correction: "",
    correctionNl: "",
    mayDo: ["see", "handle", "close", "deny"],
    members: [aMember()],
    steps: [],
    risk: null,
    ...more,
  };
}

export const aStep = (deed: string, state: string, byName = "Boris"): WarningJson["steps"][number] => ({
  deed,
  state,
  by: byName ? "b" : "system",
  byName,
  at: "2026-08-14T19:40:00Z",
  note: "",
});

export function aResponse(more: Partial<ResponseJson> = {}): ResponseJson {
  return {
    id: "r1",
    version: 1,
    state: "proposed",
    since: AT,
    proposedAt: AT,
    expiresAt: "2026-08-14T21:00:00Z",
    playbook: {
      id: "one-way",
      title: "One-way walking",
      titleNl: "Eenrichtingsverkeer",
      kinds: ["persons"],
      areaIds: ["square"],
      probability: 0.5,
      interventions: [],
      preparationMin: 15,
      cost: "",
      checks: [],
      checksNl: [],
      exitProbabilityBelow: 0.2,
      exitAfterMin: 120,
      approvalRole: "duty-officer",
      reAuthenticate: false,
    },
    evidence: null,
    mayDo: ["approve", "refuse"],
    conflicts: [],
    shouldEnd: false,
    endBecause: "",
    endBecauseNl: "",
    steps: [],
    tasks: [],
    commands: [],
    ...more,
  };
}
