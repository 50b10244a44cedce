// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Language } from "../format/format";

/** The closed list of roles, for people. */
export const ROLES: Record<Language, Readonly<Record<string, string>>> = {
  nl: {
    "duty-officer": "Officier van dienst",
    analyst: "Analist",
    planner: "Planner",
    "privacy-officer": "Privacyfunctionaris",
    administrator: "Beheerder",
    partner: "Partner",
    public: "Publiek",
    sensor: "Sensor",
    node: "Het systeem zelf",
  },
  en: {
    "duty-officer": "Duty officer",
    analyst: "Analyst",
    planner: "Planner",
    "privacy-officer": "Privacy officer",
    administrator: "Administrator",
    partner: "Partner",
    public: "Public",
    sensor: "Sensor",
    node: "The service itself",
  },
};
