// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Text } from "../i18n/language";

/** What the governance routes of /api/v1 speak. */

export interface Standing {
  readonly state: string;
  readonly isActive: boolean;
  readonly since: string | null;
  readonly until: string | null;
  readonly reason: string;
  readonly reasonNl: string;
  readonly remedy: string;
  readonly remedyNl: string;
}

export interface Activity {
  readonly id: string;
  readonly version: number;
  readonly versions: readonly number[];
  readonly uri: string;
  readonly name: string;
  readonly nameNl: string;
  readonly kind: string;
  readonly purpose: string;
  readonly description: string;
  readonly descriptionNl: string;
  readonly legalBasis: string;
  readonly law: string;
  readonly controller: string;
  readonly processors: readonly string[];
  readonly recipients: readonly { readonly role: string; readonly layers: readonly string[] }[];
  readonly dataSubjects: readonly string[];
  readonly personalData: readonly string[];
  readonly personalDataReason: string;
  readonly minimisation: {
    readonly aggregated: string;
    readonly k: number;
    readonly smallestCellS: number;
    readonly noise: string;
    readonly epsilon: number | null;
    readonly explanation: string;
  };
  readonly retention: readonly {
    readonly layer: string;
    readonly days: number | null;
    readonly trigger: string;
    readonly reason: string;
  }[];
  readonly assessments: readonly {
    readonly kind: string;
    readonly reference: string;
    readonly decidedOn: string;
    readonly validUntil: string | null;
    readonly place: string;
  }[];
  readonly covers: Readonly<Record<string, readonly string[]>>;
  readonly uses: readonly {
    readonly activity: string;
    readonly layers: readonly string[];
    readonly reason: string;
  }[];
  readonly oversight: string;
  readonly contact: string;
  readonly transfers: string;
  readonly validFrom: string;
  readonly reviewBy: string;
  readonly registerEntries: Readonly<Record<string, string>>;
  readonly standing: Standing;
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

export interface PermissionOptions {
  readonly roles: readonly Choice[];
  readonly parties: readonly (Choice & { readonly kind: string; readonly isController: boolean })[];
  readonly purposes: readonly Choice[];
  readonly actions: readonly Choice[];
  readonly layers: readonly Choice[];
  readonly activities: readonly (Choice & { readonly purpose: string; readonly state: string })[];
}

export interface Rule {
  readonly id: string;
  readonly effect: "permit" | "forbid";
  readonly title: string;
  readonly why: string;
  readonly change: string;
  readonly file: string;
  readonly origin: string;
  readonly text: string;
}

export interface Permission {
  readonly question: { readonly sentence: string };
  readonly allowed: boolean;
  readonly rules: readonly Rule[];
  readonly nearest: readonly Rule[];
  readonly reason: string;
  readonly remedy: string;
  readonly changes: readonly {
    readonly kind: string;
    readonly text: string;
    readonly rules: readonly string[];
  }[];
}

export interface Chain {
  readonly state: "intact" | "tampered" | "checking" | "not-checked";
  readonly checkedAt: string | null;
  readonly records: number;
  readonly sequence: number;
  readonly hash: string;
  readonly anchoredSequence: number;
  readonly anchoredAt: string | null;
  readonly publicKey: string;
  readonly keyId: string;
  readonly faults: readonly {
    readonly file: string;
    readonly line: number;
    readonly kind: string;
    readonly sentence: string;
  }[];
}

export interface ProcessingRecord {
  readonly sequence: number;
  readonly trace_id: string;
  readonly span_id: string;
  readonly status: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly hash: string;
}

export interface ProcessingLog {
  readonly records: readonly ProcessingRecord[];
  readonly next: string | null;
  readonly chain: Chain;
}

export interface SecurityEvent {
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly reference?: string;
  readonly principal?: string;
  readonly role?: string;
  readonly party?: string;
  readonly action?: string;
  readonly layer?: string;
  readonly activity?: string;
  readonly rules?: readonly string[];
  readonly about?: string;
  readonly because?: string;
  readonly count: number;
  readonly until: string | null;
  readonly trace_id?: string;
  readonly hash: string;
}

export interface SecurityLog {
  readonly events: readonly SecurityEvent[];
  readonly next: string | null;
  readonly chain: Chain;
}

export interface RetentionBody {
  readonly activities: readonly {
    readonly activity: string;
    readonly name: string;
    readonly nameNl: string;
    readonly state: string;
    readonly layers: readonly {
      readonly layer: string;
      readonly period: string | null;
      readonly reason: string;
      readonly sentence: string;
      readonly sentenceNl: string;
      readonly before: string | null;
      readonly oldest: string | null;
      readonly lastRun: string | null;
      readonly lastOutcome: string | null;
      readonly deletedRows: number;
    }[];
  }[];
  readonly undeclared: readonly string[];
  readonly lastRun: string | null;
  readonly nextRun: string | null;
  readonly tombstones: {
    readonly count: number;
    readonly rows: number;
    readonly head: string;
    readonly publicKey: string;
  };
}

export interface Proof {
  readonly sequence: number;
  readonly at: string;
  readonly activity: string;
  readonly layer: string;
  readonly what: { readonly datastreams?: readonly (string | number)[]; readonly before?: string | null };
  readonly rows: number;
  readonly why: { readonly rule?: string; readonly period?: string | null; readonly trigger?: string };
  readonly by: string;
  readonly store: string;
  readonly hash: string;
}

export interface Proofs {
  readonly items: readonly Proof[];
  readonly next: string | null;
}

export interface DraftLink {
  readonly activity: string;
  readonly name: Text;
  readonly kind: string;
  readonly title: Text;
  readonly answered: number;
  readonly open: number;
  readonly partly: number;
  readonly link: string;
  readonly formats: readonly (string | { readonly format: string; readonly link: string })[];
}

export interface DraftQuestion {
  readonly id: string;
  readonly question: Text;
  readonly status: "answered" | "partly" | "open";
  readonly answers: readonly { readonly text: string; readonly from: string }[];
  readonly table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  } | null;
  readonly ask: string;
  readonly who: string;
}

export interface Draft {
  readonly kind: string;
  readonly title: Text;
  readonly model: { readonly name: string; readonly version: string; readonly url: string };
  readonly activity: { readonly id: string; readonly version: number; readonly name: Text | string };
  readonly summary: { readonly answered: number; readonly partly: number; readonly open: number };
  readonly parts: readonly {
    readonly id: string;
    readonly title: Text;
    readonly sections: readonly {
      readonly id: string;
      readonly title: Text;
      readonly questions: readonly DraftQuestion[];
    }[];
  }[];
}

export interface AdminAccount {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly party: string;
  readonly roles: readonly string[];
  readonly status: "invited" | "active" | "disabled";
  readonly provider: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly secondFactors: readonly string[];
}

export interface Accounts {
  readonly accounts: readonly AdminAccount[];
  readonly parties: readonly { readonly id: string; readonly name: string; readonly isController: boolean }[];
  readonly roles: readonly string[];
}

export interface Invitation {
  readonly account: AdminAccount;
  readonly link: string;
  readonly expiresAt: string;
}

export interface SensorKey {
  readonly id: string;
  readonly name: string;
  readonly activity: string;
  readonly datastreams: readonly number[] | null;
  readonly ratePerS: number | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly rotatedAt: string | null;
  readonly previousUntil: string | null;
  readonly revokedAt: string | null;
}

export interface MadeKey {
  readonly key: SensorKey;
  readonly secret: string;
}
