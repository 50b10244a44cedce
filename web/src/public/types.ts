// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Geometry } from "geojson";
import type { Text } from "../i18n/language";

/** What /api/v1/registers speaks: the same declarations that the service itself obeys. */

export interface Named {
  readonly id: string;
  readonly label: Text;
}

export interface Standing {
  readonly state: string;
  readonly active: boolean;
  readonly label: Text;
  readonly because: Text;
  readonly since: string | null;
  readonly until: string | null;
}

export interface PartyBody {
  readonly id: string;
  readonly name: string;
  readonly contact: string;
  readonly dataProtectionOfficer: string;
}

export interface Sensor {
  readonly id: string;
  readonly name: string;
  readonly activity: string | null;
  readonly observes: Text;
  readonly observedProperty: string;
  readonly unit: string;
  readonly place: {
    readonly text: Text;
    readonly lon: number | null;
    readonly lat: number | null;
    readonly precision: string;
    readonly geometry: Geometry | null;
    readonly areaId: string | null;
    readonly gateId: string | null;
  };
  readonly owner: string;
  readonly interval: Text;
  readonly standing: Standing;
  readonly datastream: string | null;
  readonly distanceM: number | null;
}

export interface Activity {
  readonly id: string;
  readonly version: number;
  readonly uri: string;
  readonly link: string;
  readonly name: Text;
  readonly description: Text;
  readonly kind: Named;
  readonly purpose: Named;
  readonly legalBasis: Named & { readonly article: Text; readonly law: string };
  readonly controller: PartyBody;
  readonly processors: readonly PartyBody[];
  readonly personalData: {
    readonly any: boolean;
    readonly kinds: readonly Named[];
    readonly because: string;
  };
  readonly dataSubjects: readonly Named[];
  readonly minimisation: {
    readonly aggregated: Named;
    readonly k: number;
    readonly text: Text;
    readonly smallestCellS: number;
    readonly noise: string;
    readonly explanation: string;
  };
  readonly retention: readonly {
    readonly layer: Named;
    readonly period: string | null;
    readonly text: Text;
    readonly reason: string;
  }[];
  readonly recipients: readonly {
    readonly who: Text;
    readonly layers: readonly Named[];
    readonly until: string | null;
    readonly reference: string;
    readonly byAgreement: boolean;
  }[];
  readonly assessments: readonly {
    readonly kind: Named;
    readonly reference: string;
    readonly decidedOn: string;
    readonly validUntil: string | null;
    readonly place: string;
  }[];
  readonly usedBy: readonly { readonly activity: string; readonly name: Text; readonly reason: string }[];
  readonly transfers: Text;
  readonly contact: string;
  readonly oversight: Named;
  readonly validFrom: string;
  readonly reviewBy: string;
  readonly standing: Standing;
  readonly sensors: readonly string[];
  readonly registerEntries: Readonly<Record<string, string>>;
}

export interface Here {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly issuedAt: string;
  readonly at: { readonly lon: number; readonly lat: number; readonly radiusM: number } | null;
  readonly controller: PartyBody;
  readonly objecting: {
    readonly text: Text;
    readonly contact: string;
    readonly dataProtectionOfficer: string;
    readonly authority: { readonly name: string; readonly url: string } | null;
  };
  readonly sensors: readonly Sensor[];
  readonly activities: readonly Activity[];
}

export interface RegisterLink {
  readonly id: string;
  readonly title: Text;
  readonly standard: string;
  readonly link: string;
  readonly formats: readonly {
    readonly format: string;
    readonly mediaType: string;
    readonly link: string;
  }[];
}

export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [key: string]: Cell };
export type Entry = Readonly<Record<string, Cell>>;

export interface RegisterBody {
  readonly register: Text;
  readonly standard: string;
  readonly issuedAt: string;
  readonly controller: Entry;
  readonly entries: readonly Entry[];
}
