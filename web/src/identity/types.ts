// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** What /api/v1/sessions, /second-factors and /one-time-links speak. Moments are ISO 8601 in UTC. */

export type Stage = "anonymous" | "second-factor" | "enrolment" | "complete";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly party: string;
  readonly roles: readonly string[];
}

export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly authorizationPath: string;
}

export interface SessionBody {
  readonly stage: Stage;
  readonly account: Account | null;
  readonly csrfToken: string | null;
  readonly authenticatedAt: string | null;
  readonly expiresAt: string | null;
  readonly idleS: number;
  readonly freshS: number;
  readonly assurance: string;
  readonly secondFactors: readonly string[];
  readonly methods: {
    readonly password: boolean;
    readonly passkey: boolean;
    readonly providers: readonly Provider[];
  };
  readonly firstAdministratorNeeded: boolean;
}

export interface OpenSession {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly method: string;
  readonly userAgent: string;
}

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly isBackedUp: boolean;
}

export interface SecondFactors {
  readonly totp: { readonly createdAt: string } | null;
  readonly passkeys: readonly Passkey[];
  readonly recoveryCodesLeft: number;
  readonly isRequired: boolean;
}

export interface PendingTotp {
  readonly secret: string;
  readonly uri: string;
  readonly qrSvg: string;
}

export interface Enrolled {
  readonly recoveryCodes: readonly string[];
  readonly session: SessionBody;
}

export interface OneTimeLink {
  readonly purpose: "first-administrator" | "invitation" | "recovery";
  readonly name: string;
  readonly login: string;
  readonly expiresAt: string;
}
