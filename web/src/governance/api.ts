// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { request } from "../api/http";
import type {
  Accounts,
  Activity,
  AdminAccount,
  Draft,
  DraftLink,
  Invitation,
  MadeKey,
  Permission,
  PermissionOptions,
  ProcessingLog,
  Proofs,
  RetentionBody,
  SecurityLog,
  SensorKey,
} from "./types";

const V1 = "/api/v1";
const at = (path: string, id: string): string => `${V1}/${path}/${encodeURIComponent(id)}`;

/** A path with those keys of a query that say something. */
export function withQuery(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const said = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return said.length > 0 ? `${path}?${new URLSearchParams(said)}` : path;
}

type Query = Readonly<Record<string, string | null | undefined>>;

export const governanceApi = {
  activities: (signal?: AbortSignal) =>
    request<{ activities: Activity[] }>(`${V1}/processing-activities`, { signal: signal ?? null }),
  activity: (id: string, signal?: AbortSignal) =>
    request<Activity>(at("processing-activities", id), { signal: signal ?? null }),
  withdraw: (id: string, because: string) =>
    request<Activity>(`${at("processing-activities", id)}/withdrawal`, { method: "POST", body: { because } }),
  reinstate: (id: string) =>
    request<Activity>(`${at("processing-activities", id)}/withdrawal`, { method: "DELETE" }),
  options: (language: string, signal?: AbortSignal) =>
    request<PermissionOptions>(withQuery(`${V1}/permission-options`, { language }), {
      signal: signal ?? null,
    }),
  permission: (query: Query, signal?: AbortSignal) =>
    request<Permission>(withQuery(`${V1}/permissions`, query), { signal: signal ?? null }),
  processingLog: (query: Query, signal?: AbortSignal) =>
    request<ProcessingLog>(withQuery(`${V1}/processing-log`, query), { signal: signal ?? null }),
  securityLog: (query: Query, signal?: AbortSignal) =>
    request<SecurityLog>(withQuery(`${V1}/security-log`, query), { signal: signal ?? null }),
  retention: (signal?: AbortSignal) => request<RetentionBody>(`${V1}/retention`, { signal: signal ?? null }),
  proofs: (query: Query, signal?: AbortSignal) =>
    request<Proofs>(withQuery(`${V1}/retention/proofs`, query), { signal: signal ?? null }),
  drafts: async (signal?: AbortSignal): Promise<DraftLink[]> => {
    const body = await request<DraftLink[] | { drafts: DraftLink[] }>(`${V1}/assessment-drafts`, {
      signal: signal ?? null,
    });
    return Array.isArray(body) ? body : body.drafts;
  },
  draft: (activity: string, kind: string, signal?: AbortSignal) =>
    request<Draft>(`${at("assessment-drafts", activity)}/${encodeURIComponent(kind)}`, {
      signal: signal ?? null,
    }),
  accounts: (signal?: AbortSignal) => request<Accounts>(`${V1}/accounts`, { signal: signal ?? null }),
  addAccount: (account: { login: string; name: string; party: string; roles: readonly string[] }) =>
    request<Invitation>(`${V1}/accounts`, { method: "POST", body: account }),
  changeAccount: (id: string, change: object) =>
    request<AdminAccount>(at("accounts", id), { method: "PATCH", body: change }),
  removeAccount: (id: string) => request<void>(at("accounts", id), { method: "DELETE" }),
  recoverAccount: (id: string) =>
    request<Invitation>(`${at("accounts", id)}/links`, { method: "POST", body: {} }),
  endSessionsOf: (id: string) => request<void>(`${at("accounts", id)}/sessions`, { method: "DELETE" }),
  keys: (signal?: AbortSignal) => request<{ keys: SensorKey[] }>(`${V1}/keys`, { signal: signal ?? null }),
  makeKey: (key: object) => request<MadeKey>(`${V1}/keys`, { method: "POST", body: key }),
  rotateKey: (id: string) =>
    request<MadeKey>(`${at("keys", id)}/rotation`, { method: "POST", body: { graceS: 86_400 } }),
  revokeKey: (id: string) => request<void>(at("keys", id), { method: "DELETE" }),
};
