// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { request } from "./http";
import type { components } from "./schema";

/** What the crowd room works on: warnings, responses, tasks, the log book. Moments are ISO 8601 in UTC. */
type Schemas = components["schemas"];
type Narrowed<Wide, Narrow> = Omit<Wide, keyof Narrow> & Narrow;

export type WarningState = "raised" | "seen" | "handled" | "closed" | "expired" | "false";
export type WarningDeed = "see" | "handle" | "take-up" | "close" | "deny";
export type Severity = "Extreme" | "Severe" | "Moderate" | "Minor" | "Unknown";
export type WarningJson = Narrowed<
  Schemas["WarningBody"],
  { state: WarningState; mayDo: WarningDeed[]; severity: Severity }
>;
export type MemberJson = Schemas["MemberBody"];
export type WarningStepJson = Schemas["WarningStepBody"];
export type WarningsJson = Narrowed<Schemas["WarningsBody"], { warnings: WarningJson[] }>;
export type RiskJson = Schemas["RiskBody"];
export type DraftJson = Schemas["DraftBody"];
export type SuppressionJson = Schemas["SuppressionBody"];

export type ResponseState =
  | "proposed"
  | "approved"
  | "executing"
  | "executed"
  | "withdrawn"
  | "refused"
  | "expired"
  | "failed";
export type ResponseDeed = "approve" | "refuse" | "begin" | "complete" | "fail" | "withdraw";
export type TaskState = "open" | "acknowledged" | "done" | "declined" | "cancelled";
export type CommandState = "due" | "sending" | "sent" | "confirmed" | "by-hand" | "superseded";
export type TaskJson = Narrowed<Schemas["TaskBody"], { state: TaskState }>;
export type CommandJson = Narrowed<Schemas["CommandBody"], { state: CommandState }>;
export type ResponseJson = Narrowed<
  Schemas["ResponseBody"],
  { state: ResponseState; mayDo: ResponseDeed[]; tasks: TaskJson[]; commands: CommandJson[] }
>;
export type ResponsesJson = Narrowed<Schemas["ResponsesBody"], { responses: ResponseJson[] }>;
export type InterventionJson = Schemas["InterventionBody"];
export type EvidenceJson = Schemas["EvidenceBody"];
export type StepJson = Schemas["StepBody"];
export type PlaybookJson = Schemas["PlaybookBody"];
export type ActuatorJson = Schemas["ActuatorBody"];

export type NoteJson = Schemas["NoteBody"];
export type NewNoteJson = Schemas["NewNoteRequest"];
export type HandOverJson = Schemas["HandOverBody"];
export type EventJson = Schemas["EventBody"];
export type PresentJson = Schemas["PresentBody"];
export type PresenceJson = Partial<Schemas["PresenceRequest"]> & { screen: string };

const quiet = { challenge: false } as const;
const of = encodeURIComponent;

export const roomApi = {
  warnings: () => request<WarningsJson>("/api/v1/warnings?limit=60", quiet),
  warning: (id: string) => request<WarningJson>(`/api/v1/warnings/${of(id)}`, quiet),
  step: (id: string, version: number, deed: WarningDeed, note: string) =>
    request<WarningJson>(`/api/v1/warnings/${of(id)}/steps`, {
      method: "POST",
      version,
      body: { deed, note },
    }),
  draft: (id: string, language: string, signal?: AbortSignal) =>
    request<DraftJson>(`/api/v1/warnings/${of(id)}/draft?language=${language}`, {
      ...quiet,
      signal: signal ?? null,
    }),
  suppressions: async (signal?: AbortSignal): Promise<SuppressionJson[]> =>
    (
      await request<{ suppressions: SuppressionJson[] }>("/api/v1/warning-suppressions", {
        ...quiet,
        signal: signal ?? null,
      })
    ).suppressions,
  suppress: (what: { areaIds: string[]; kinds: string[]; reason: string; until: string }) =>
    request<SuppressionJson>("/api/v1/warning-suppressions", { method: "POST", body: what }),
  lift: (id: string) => request<void>(`/api/v1/warning-suppressions/${of(id)}`, { method: "DELETE" }),
  responses: () => request<ResponsesJson>("/api/v1/responses?limit=60", quiet),
  response: (id: string) => request<ResponseJson>(`/api/v1/responses/${of(id)}`, quiet),
  decide: (id: string, version: number, deed: ResponseDeed, because: string) =>
    request<ResponseJson>(`/api/v1/responses/${of(id)}/decisions`, {
      method: "POST",
      version,
      body: { deed, because },
    }),
  playbooks: async (signal?: AbortSignal): Promise<PlaybookJson[]> =>
    (
      await request<{ playbooks: PlaybookJson[] }>("/api/v1/playbooks", {
        ...quiet,
        signal: signal ?? null,
      })
    ).playbooks,
  propose: (playbookId: string, because: string) =>
    request<ResponseJson>("/api/v1/responses", { method: "POST", body: { playbookId, because } }),
  changeTask: (id: string, version: number, state: TaskState, note: string) =>
    request<TaskJson>(`/api/v1/response-tasks/${of(id)}`, {
      method: "PATCH",
      version,
      body: { state, note },
    }),
  actuators: async (signal?: AbortSignal): Promise<ActuatorJson[]> =>
    (
      await request<{ actuators: ActuatorJson[] }>("/api/v1/actuators", {
        ...quiet,
        signal: signal ?? null,
      })
    ).actuators,
  logBook: async (signal?: AbortSignal): Promise<NoteJson[]> =>
    (
      await request<{ entries: NoteJson[] }>("/api/v1/log-book-entries?limit=60", {
        ...quiet,
        signal: signal ?? null,
      })
    ).entries,
  write: (note: Partial<NewNoteJson> & { text: string }) =>
    request<NoteJson>("/api/v1/log-book-entries", { method: "POST", body: note, challenge: false }),
  handOvers: async (signal?: AbortSignal): Promise<HandOverJson[]> =>
    (
      await request<{ handOvers: HandOverJson[] }>("/api/v1/hand-overs?limit=10", {
        ...quiet,
        signal: signal ?? null,
      })
    ).handOvers,
  handOver: (text: string) => request<HandOverJson>("/api/v1/hand-overs", { method: "POST", body: { text } }),
  accept: (id: string) =>
    request<HandOverJson>(`/api/v1/hand-overs/${of(id)}/acceptances`, { method: "POST", body: {} }),
  events: async (signal?: AbortSignal): Promise<EventJson[]> =>
    (await request<{ events: EventJson[] }>("/api/v1/event-records", { ...quiet, signal: signal ?? null }))
      .events,
  present: async (told: PresenceJson): Promise<PresentJson[]> =>
    (await request<{ present: PresentJson[] }>("/api/v1/presence", { method: "POST", body: told, ...quiet }))
      .present,
};

export type RoomApi = typeof roomApi;
