// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { components } from "../api/schema";

/** What /api/v1/sessions, /second-factors and /one-time-links speak. Moments are ISO 8601 in UTC. */
type Schemas = components["schemas"];
type Narrowed<Wide, Narrow> = Omit<Wide, keyof Narrow> & Narrow;

export type Stage = "anonymous" | "second-factor" | "enrolment" | "complete";
export type Account = Schemas["AccountOfSessionBody"];
export type Provider = Schemas["ProviderBody"];
export type SessionBody = Narrowed<Schemas["SessionBody"], { stage: Stage }>;
export type OpenSession = Schemas["OwnSessionBody"];
export type Passkey = Schemas["PasskeyBody"];
export type SecondFactors = Schemas["SecondFactorsBody"];
export type PendingTotp = Schemas["TotpEnrolmentBody"];
export type Enrolled = Narrowed<Schemas["ConfirmedBody"], { session: SessionBody }>;
export type OneTimeLink = Narrowed<
  Schemas["LinkBody"],
  { purpose: "first-administrator" | "invitation" | "recovery" }
>;
