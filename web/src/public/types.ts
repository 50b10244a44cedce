// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { components } from "../api/schema";
import type { Text } from "../i18n/language";

/** What /api/v1/registers speaks: the same declarations that the service itself obeys. */
type Schemas = components["schemas"];

export type Named = Schemas["Term"];
export type Standing = Schemas["StandingRecord"];
export type PartyBody = Schemas["PartyRecord"];
export type Sensor = Schemas["SensorRecord"];
export type Activity = Schemas["ActivityRecord"];
export type Here = Schemas["HereRecord"];
export type RegisterLink = Schemas["RegisterRecord"];

export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [key: string]: Cell };
export type Entry = Readonly<Record<string, Cell>>;

export interface RegisterBody {
  readonly register: Text;
  readonly standard: string;
  readonly issuedAt: string;
  readonly controller: Entry;
  readonly entries: readonly Entry[];
}
