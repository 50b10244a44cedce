// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type {
  AreaForecastJson,
  ForecastExplanationJson,
  ForecastPictureJson,
  ForecastsJson,
  ForecastTimelineJson,
  PlanJson,
  SupposedJson,
  WhatIfJson,
} from "./forecast";
import { type Ask, request } from "./http";
import type {
  ActivityJson,
  AreaCollection,
  AreaDetailJson,
  City,
  FlowsJson,
  GateCollection,
  HistoryJson,
  PictureJson,
  ReplayChange,
  ReplayJson,
  SourcesJson,
  TimelineJson,
} from "./types";

/** What the screen fetches by itself: when it is refused, nobody is asked to sign in again and again. */
const quietly = (signal?: AbortSignal): Ask => ({ signal: signal ?? null, challenge: false });

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");

const windowQuery = (from: number, to: number, bucketS: number): string =>
  new URLSearchParams({ from: iso(from), to: iso(to), bucketS: String(bucketS) }).toString();

export const api = {
  city: () => request<City>("/api/v1/city"),
  areas: () => request<AreaCollection>("/api/v1/areas"),
  gates: () => request<GateCollection>("/api/v1/gates"),
  /** Named with its epoch: after a restart the numbers begin anew, and browsers keep numbered pictures for an hour. */
  picture: (mark?: { readonly epoch: string; readonly sequence: number }, signal?: AbortSignal) =>
    request<PictureJson>(
      mark === undefined
        ? "/api/v1/picture"
        : `/api/v1/picture?sequence=${mark.sequence}&epoch=${mark.epoch}`,
      quietly(signal),
    ),
  pictureAt: (at: number, signal?: AbortSignal) =>
    request<PictureJson>(`/api/v1/picture?${new URLSearchParams({ at: iso(at) })}`, quietly(signal)),
  area: (id: string, at: number | null, signal?: AbortSignal) =>
    request<AreaDetailJson>(
      `/api/v1/areas/${encodeURIComponent(id)}${at === null ? "" : `?${new URLSearchParams({ at: iso(at) })}`}`,
      quietly(signal),
    ),
  history: (id: string, from: number, to: number, bucketS: number, signal?: AbortSignal) =>
    request<HistoryJson>(
      `/api/v1/areas/${encodeURIComponent(id)}/history?${windowQuery(from, to, bucketS)}`,
      quietly(signal),
    ),
  timeline: (from: number, to: number, bucketS: number, signal?: AbortSignal) =>
    request<TimelineJson>(`/api/v1/timeline?${windowQuery(from, to, bucketS)}`, quietly(signal)),
  forecasts: () => request<ForecastsJson>("/api/v1/forecasts", quietly()),
  forecastTimeline: () => request<ForecastTimelineJson>("/api/v1/forecast-timeline?hours=168", quietly()),
  forecastPicture: (at: number) =>
    request<ForecastPictureJson>(
      `/api/v1/forecast-picture?${new URLSearchParams({ at: iso(at) })}`,
      quietly(),
    ),
  /** What is foreseen of an area; with `asOf` what had been foreseen by that moment. */
  areaForecast: (id: string, hours: number, signal?: AbortSignal, asOf?: number) =>
    request<AreaForecastJson>(
      `/api/v1/forecasts/areas/${encodeURIComponent(id)}?${new URLSearchParams({
        hours: String(hours),
        ...(asOf === undefined ? {} : { asOf: iso(asOf) }),
      })}`,
      quietly(signal),
    ),
  forecastExplanation: (id: string, at: number, signal?: AbortSignal) =>
    request<ForecastExplanationJson>(
      `/api/v1/forecasts/areas/${encodeURIComponent(id)}/explanation?${new URLSearchParams({ at: iso(at) })}`,
      quietly(signal),
    ),
  plan: (signal?: AbortSignal) => request<PlanJson>("/api/v1/forecast-plan", quietly(signal)),
  whatIf: (changes: readonly SupposedJson[], signal?: AbortSignal) =>
    request<WhatIfJson>("/api/v1/forecasts/what-if", {
      method: "POST",
      body: { changes },
      signal: signal ?? null,
    }),
  /** Every processing activity and how it stands: public, also when everything else is refused. */
  activities: async (): Promise<ActivityJson[]> =>
    (await request<{ activities: ActivityJson[] }>("/api/v1/processing-activities", quietly())).activities,
  flows: (signal?: AbortSignal) => request<FlowsJson>("/api/v1/flows", quietly(signal)),
  sources: (signal?: AbortSignal) => request<SourcesJson>("/api/v1/sources", quietly(signal)),
  replay: () => request<ReplayJson>("/api/v1/replay", quietly()),
  changeReplay: (change: ReplayChange) =>
    request<ReplayJson>("/api/v1/replay", { method: "PATCH", body: change }),
};

export type Api = typeof api;
export { iso as toIso };
