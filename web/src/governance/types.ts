// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { components } from "../api/schema";

/**
 * What the governance routes of /api/v1 speak: their own OpenAPI document, with the words that are free text there as
 * the closed lists that the screens tell apart.
 */
type Schemas = components["schemas"];
type Narrowed<Wide, Narrow> = Omit<Wide, keyof Narrow> & Narrow;

export type Standing = Schemas["StandingBody"];
export type Activity = Schemas["ActivityBody"];

export type Choice = Schemas["ChoiceBody"];
export type PermissionOptions = Schemas["PermissionOptionsBody"];
export type Rule = Narrowed<Schemas["RuleBody"], { effect: "permit" | "forbid" }>;
export type Permission = Narrowed<Schemas["PermissionBody"], { rules: Rule[]; nearest: Rule[] }>;

export type Chain = Narrowed<
  Schemas["ChainBody"],
  { state: "intact" | "tampered" | "checking" | "not-checked" }
>;
/** Inside a record the names are the standard's: those with dots are under `attributes`. */
export type ProcessingRecord = Schemas["ProcessingRecordBody"];
export type ProcessingLog = Narrowed<Schemas["ProcessingLogBody"], { chain: Chain }>;
export type SecurityEvent = Schemas["SecurityEventBody"];
export type SecurityLog = Narrowed<Schemas["SecurityLogBody"], { chain: Chain }>;

export type RetentionBody = Schemas["RetentionStateBody"];
export type Proof = Schemas["ProofBody"];
export type Proofs = Schemas["ProofsBody"];

type Status = "answered" | "partly" | "open";
export type DraftLink = Schemas["DraftRecord"];
export type DraftQuestion = Narrowed<Schemas["Question"], { status: Status }>;
type DraftSection = Narrowed<Schemas["Section"], { questions: DraftQuestion[] }>;
type DraftPart = Narrowed<Schemas["Part"], { sections: DraftSection[] }>;
export type Draft = Narrowed<Schemas["Draft"], { parts: DraftPart[] }>;

export type AdminAccount = Narrowed<Schemas["AccountBody"], { status: "invited" | "active" | "disabled" }>;
export type Accounts = Narrowed<Schemas["AccountsBody"], { accounts: AdminAccount[] }>;
export type Invitation = Narrowed<Schemas["AccountLinkBody"], { account: AdminAccount }>;

export type SensorKey = Schemas["KeyBody"];
export type MadeKey = Schemas["NewKeyBody"];
