// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type Ask, request } from "../api/http";
import type { CreationOptionsJson, CredentialJson, RequestOptionsJson } from "./passkeys";
import type {
  Enrolled,
  OneTimeLink,
  OpenSession,
  Passkey,
  PendingTotp,
  SecondFactors,
  SessionBody,
} from "./types";

const SESSIONS = "/api/v1/sessions";
const CURRENT = `${SESSIONS}/current`;
const FACTORS = "/api/v1/second-factors";

/** Part of signing in: its refusals are told where they happen. */
const plain = <T>(path: string, ask: Ask = {}): Promise<T> => request<T>(path, { ...ask, challenge: false });

export const identityApi = {
  current: () => plain<SessionBody>(CURRENT),
  permitted: () => plain<{ may: string[] }>("/api/v1/own-permissions"),
  signIn: (login: string, password: string) =>
    plain<SessionBody>(SESSIONS, { method: "POST", body: { login, password } }),
  secondFactor: (code: string) =>
    plain<SessionBody>(`${CURRENT}/second-factor`, { method: "POST", body: { code } }),
  passkeyChallenge: () =>
    plain<{ publicKey: RequestOptionsJson }>("/api/v1/passkey-challenges", { method: "POST", body: {} }),
  signInWithPasskey: (credential: CredentialJson) =>
    plain<SessionBody>(`${SESSIONS}/passkey`, { method: "POST", body: { credential } }),
  renew: (proof: { password: string; code: string } | { credential: CredentialJson }) =>
    plain<SessionBody>(`${CURRENT}/renewal`, { method: "POST", body: proof }),
  signOut: () => plain<{ signOutUrl: string | null }>(CURRENT, { method: "DELETE" }),
  sessions: () => request<{ sessions: OpenSession[] }>(SESSIONS),
  endSession: (id: string) => request<void>(`${SESSIONS}/${encodeURIComponent(id)}`, { method: "DELETE" }),
  endAllSessions: () => request<void>(SESSIONS, { method: "DELETE" }),
  inspect: (token: string) =>
    plain<OneTimeLink>("/api/v1/one-time-links/inspection", { method: "POST", body: { token } }),
  redeem: (redemption: { token: string; password: string; name?: string; login?: string }) =>
    plain<SessionBody>("/api/v1/one-time-links/redemption", { method: "POST", body: redemption }),
  factors: () => request<SecondFactors>(FACTORS),
  beginTotp: () => request<PendingTotp>(`${FACTORS}/totp`, { method: "POST" }),
  confirmTotp: (code: string) => plain<Enrolled>(`${FACTORS}/totp`, { method: "PUT", body: { code } }),
  removeTotp: () => request<void>(`${FACTORS}/totp`, { method: "DELETE" }),
  newRecoveryCodes: () =>
    request<{ recoveryCodes: string[] }>(`${FACTORS}/recovery-codes`, { method: "POST" }),
  passkeyOptions: () =>
    request<{ publicKey: CreationOptionsJson }>("/api/v1/passkeys/options", { method: "POST" }),
  addPasskey: (name: string, credential: CredentialJson) =>
    request<Enrolled & { passkey: Passkey }>("/api/v1/passkeys", {
      method: "POST",
      body: { name, credential },
    }),
  removePasskey: (id: string) =>
    request<void>(`/api/v1/passkeys/${encodeURIComponent(id)}`, { method: "DELETE" }),
  changePassword: (password: string) =>
    request<void>("/api/v1/own-password", { method: "PUT", body: { password } }),
};
