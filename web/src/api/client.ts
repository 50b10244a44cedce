// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type {
  AreaCollection,
  AreaDetailJson,
  City,
  GateCollection,
  HistoryJson,
  PictureJson,
  ReplayChange,
  ReplayJson,
  TimelineJson,
} from "./types";

/** An answer that is not 2xx, with what the server said about it (problem+json). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
    this.name = "ApiProblem";
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const body = (await response.json()) as { title?: string; detail?: string };
    return new ApiProblem(response.status, body.detail ?? body.title ?? response.statusText);
  } catch {
    return new ApiProblem(response.status, response.statusText);
  }
}

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, { ...init, headers: { Accept: "application/json", ...init?.headers } });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");

const windowQuery = (from: number, to: number, bucketS: number): string =>
  new URLSearchParams({ from: iso(from), to: iso(to), bucketS: String(bucketS) }).toString();

export const api = {
  city: () => request<City>("/api/v1/city"),
  areas: () => request<AreaCollection>("/api/v1/areas"),
  gates: () => request<GateCollection>("/api/v1/gates"),
  picture: (sequence?: number, signal?: AbortSignal) =>
    request<PictureJson>(
      sequence === undefined ? "/api/v1/picture" : `/api/v1/picture?sequence=${sequence}`,
      {
        signal: signal ?? null,
      },
    ),
  pictureAt: (at: number, signal?: AbortSignal) =>
    request<PictureJson>(`/api/v1/picture?${new URLSearchParams({ at: iso(at) })}`, {
      signal: signal ?? null,
    }),
  area: (id: string, at: number | null, signal?: AbortSignal) =>
    request<AreaDetailJson>(
      `/api/v1/areas/${encodeURIComponent(id)}${at === null ? "" : `?${new URLSearchParams({ at: iso(at) })}`}`,
      { signal: signal ?? null },
    ),
  history: (id: string, from: number, to: number, bucketS: number, signal?: AbortSignal) =>
    request<HistoryJson>(
      `/api/v1/areas/${encodeURIComponent(id)}/history?${windowQuery(from, to, bucketS)}`,
      {
        signal: signal ?? null,
      },
    ),
  timeline: (from: number, to: number, bucketS: number, signal?: AbortSignal) =>
    request<TimelineJson>(`/api/v1/timeline?${windowQuery(from, to, bucketS)}`, { signal: signal ?? null }),
  replay: () => request<ReplayJson>("/api/v1/replay"),
  changeReplay: (change: ReplayChange) =>
    request<ReplayJson>("/api/v1/replay", {
      method: "PATCH",
      body: JSON.stringify(change),
      headers: { "Content-Type": "application/json" },
    }),
};

export type Api = typeof api;
export { iso as toIso };
