// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type Challenge, guard } from "../api/http";
import { createStore } from "../state/store";
import { identityApi } from "./api";
import { permittedBy } from "./permitted";
import type { SessionBody } from "./types";

/** Who is signed in on this screen; null before the server has told. */
export const who = createStore<SessionBody | null>(null);

/** What who is signed in may do with at least one activity, as ids of actions. */
export const permitted = createStore<ReadonlySet<string>>(new Set());

/** The account that was signed in when the session ended by itself; null when that did not happen. */
export const ended = createStore<string | null>(null);

interface Asked {
  readonly challenge: Challenge;
  answer(done: boolean): void;
}

/** What the reader is asked for now: to sign in again, or to prove again who they are. */
export const asked = createStore<Asked | null>(null);

/** Takes over what the server says of the session: also the token that goes with every change. */
export function settle(session: SessionBody): SessionBody {
  const before = who.get();
  guard.csrfToken = session.csrfToken;
  who.set(session);
  if (session.stage === "complete") ended.set(null);
  if (session.stage === "complete" || before?.stage !== session.stage) void refreshPermitted(session);
  return session;
}

async function refreshPermitted(session: SessionBody): Promise<void> {
  try {
    permitted.set(new Set((await identityApi.permitted()).may));
  } catch {
    permitted.set(permittedBy(session.account?.roles ?? []));
  }
}

/** Asks who is signed in; a session that has ended by itself is noticed here. */
export async function refresh(): Promise<SessionBody> {
  const before = who.get();
  const session = await identityApi.current();
  if (before?.stage === "complete" && session.stage === "anonymous")
    ended.set(before.account?.name ?? before.account?.login ?? "");
  return settle(session);
}

export async function signOut(): Promise<void> {
  const { signOutUrl } = await identityApi.signOut();
  if (signOutUrl) location.assign(signOutUrl);
  else settle(await identityApi.current());
}

let pending: Promise<boolean> | null = null;

/** Puts one question to the reader, however many requests are waiting for the answer. */
export function ask(challenge: Challenge): Promise<boolean> {
  pending ??= new Promise<boolean>((resolve) => {
    asked.set({
      challenge,
      answer: (done) => {
        pending = null;
        asked.set(null);
        resolve(done);
      },
    });
  });
  return pending;
}

/** Whether the reader proved who they are recently enough for an approval, and still for `marginS`. */
export function isFresh(session: SessionBody | null, now: number, marginS = 20): boolean {
  if (session?.stage !== "complete" || !session.authenticatedAt) return false;
  return now - Date.parse(session.authenticatedAt) < (session.freshS - marginS) * 1000;
}

/** Makes sure that the reader proved who they are recently; false when they would not. */
export const confirmIdentity = (): Promise<boolean> =>
  isFresh(who.get(), Date.now()) ? Promise.resolve(true) : ask("reauthenticate");

const CHECK_MS = 60_000;

/** Begins to know who is signed in, and keeps knowing it; returns what stops it. */
export function startIdentity(): () => void {
  guard.onChallenge = ask;
  const check = (): void => {
    if (document.visibilityState === "visible") refresh().catch(() => {});
  };
  if (who.get() === null) check();
  const timer = window.setInterval(() => {
    if (who.get()?.stage === "complete") check();
  }, CHECK_MS);
  document.addEventListener("visibilitychange", check);
  return () => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", check);
    guard.onChallenge = null;
  };
}
