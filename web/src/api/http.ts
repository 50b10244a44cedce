// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** What the server said about an answer that is not 2xx (problem+json, RFC 9457). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** By which this refusal is found in the server's log. */
    readonly reference: string | null = null,
    /** What the problem document says beyond the standard members. */
    readonly more: Readonly<Record<string, unknown>> = {},
    readonly retryAfterS: number | null = null,
  ) {
    super(detail || title);
    this.name = "ApiProblem";
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** What an answer may ask of the reader before it can be had: sign in again, or prove again who they are. */
export type Challenge = "sign-in" | "reauthenticate";

interface Guard {
  /** Sent back with everything that changes something (cross-site request forgery). */
  csrfToken: string | null;
  /** Asks the reader; true means: try again. */
  onChallenge: ((challenge: Challenge) => Promise<boolean>) | null;
}

export const guard: Guard = { csrfToken: null, onChallenge: null };

async function problemOf(response: Response): Promise<ApiProblem> {
  const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const retryAfterS = Number.isNaN(wait) ? null : wait;
  try {
    const body = (await response.json()) as Record<string, unknown>;
    const text = (name: string): string => (typeof body[name] === "string" ? (body[name] as string) : "");
    return new ApiProblem(
      response.status,
      text("title") || response.statusText,
      text("detail"),
      text("reference") || null,
      body,
      retryAfterS,
    );
  } catch {
    return new ApiProblem(response.status, response.statusText, "", null, {}, retryAfterS);
  }
}

export interface Ask {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
  readonly accept?: string;
  /** The version that was looked at: a change of what somebody else changed since is refused with 412. */
  readonly version?: number;
  /** False for what is itself part of signing in: its refusals are its own to explain. */
  readonly challenge?: boolean;
}

async function once(path: string, ask: Ask): Promise<Response> {
  const { method = "GET", body, signal = null, accept = "application/json", version } = ask;
  const headers: Record<string, string> = { Accept: accept };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  if (method !== "GET" && guard.csrfToken) headers["X-CSRF-Token"] = guard.csrfToken;
  try {
    return await fetch(path, {
      method,
      headers,
      signal,
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (reason) {
    if (signal?.aborted) throw reason;
    throw new Unreachable(reason instanceof Error ? reason.message : "");
  }
}

/** Which challenge a refusal is, if any. */
export function challengeOf(problem: ApiProblem): Challenge | null {
  if (/re-?authenticat/.test(String(problem.more.type ?? ""))) return "reauthenticate";
  return problem.status === 401 ? "sign-in" : null;
}

/** One request; a challenge is put to the reader once, and then it is tried once more. */
export async function fetchFrom(path: string, ask: Ask = {}): Promise<Response> {
  const response = await once(path, ask);
  if (response.ok) return response;
  const problem = await problemOf(response);
  const challenge = ask.challenge === false ? null : challengeOf(problem);
  if (!challenge || !guard.onChallenge || !(await guard.onChallenge(challenge))) throw problem;
  const again = await once(path, ask);
  if (!again.ok) throw await problemOf(again);
  return again;
}

export async function request<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await fetchFrom(path, ask);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
