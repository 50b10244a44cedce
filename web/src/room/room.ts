// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { ApiProblem } from "../api/http";
import type {
  NoteJson,
  PresentJson,
  ResponseDeed,
  ResponseJson,
  ResponsesJson,
  RoomApi,
  TaskJson,
  TaskState,
  WarningDeed,
  WarningJson,
  WarningsJson,
} from "../api/room";
import type { LiveStatus } from "../live/connection";
import { LatestOnly } from "../state/latest";
import { createStore, type Store } from "../state/store";
import { type Happened, missedBetween, risen } from "./changes";
import { doneOn } from "./lookedAt";
import { type Keep, NoteQueue } from "./notes";
import { Reasons } from "./reasons";

/** Whether the room can be seen by who is signed in. */
export type Standing = "unknown" | "sign-in" | "refused" | "undeclared" | "ready";

/** What happened while the screen was not live. */
export interface Missed {
  readonly from: number;
  readonly to: number;
  readonly what: readonly Happened[];
}

export interface RoomPorts {
  readonly api: RoomApi;
  readonly status: Store<LiveStatus>;
  /** The city's time now. */
  now(): number;
  /** Whether anybody is signed in: of nobody it is not asked what would be refused. */
  isSignedIn(): boolean;
  /** Something new asks for attention. */
  alarm(warnings: readonly WarningJson[]): void;
  readonly keep: Keep;
  newKey(): string;
  late(text: string, at: number): string;
  wait(ms: number): Promise<void>;
}

/** Fetched at most so often, however often something changes. */
const EVERY_MS = 700;
/** Notes that did not come through, though the screen is live, are tried again so often. */
const NOTES_EVERY_MS = 5000;

/** What the crowd room works on, as this screen knows it. What was known stays when it cannot be fetched anew. */
export class Room {
  readonly standing = createStore<Standing>("unknown");
  readonly warnings = createStore<WarningsJson | null>(null);
  readonly responses = createStore<ResponsesJson | null>(null);
  /** The last fetch of them failed: what is shown is what was known before. */
  readonly isOld = createStore(false);
  /** Warnings that were raised since the reader last did anything with them: drawn so that they are not overlooked. */
  readonly unseen = createStore<ReadonlySet<string>>(new Set());
  /** The response that is open beside the map. */
  readonly chosen = createStore<string | null>(null);
  /** The warning that the reader is at. */
  readonly at = createStore<string | null>(null);
  /** What the reader is writing about warnings and responses. */
  readonly reasons = new Reasons();
  readonly missed = createStore<Missed | null>(null);
  /** The entry of the log book that the reader is writing: it stays while they look at something else. */
  readonly draft = createStore("");
  /** The log book as it was fetched last: also to be read without a network. */
  readonly log = createStore<readonly NoteJson[] | null>(null);
  /** Who is at other screens. */
  readonly present = createStore<readonly PresentJson[]>([]);
  readonly notes: NoteQueue;

  private heardWarnings = -1;
  private heardResponses = -1;
  private isSending = false;
  /** Goes up when everything may be another one; what is shown is of the second. */
  private epoch = 0;
  private shownEpoch = -1;
  private before: { warnings: WarningsJson | null; responses: ResponsesJson | null; from: number } | null =
    null;
  private readonly wanted = new LatestOnly<null>(() => this.fetch());

  constructor(private readonly ports: RoomPorts) {
    this.notes = new NoteQueue((note) => ports.api.write(note), ports.keep, ports.newKey, ports.late);
  }

  /** Begins; returns what stops it. */
  start(): () => void {
    this.ask();
    void this.sendNotes();
    let kind = this.ports.status.get().kind;
    return this.ports.status.subscribe(() => {
      const status = this.ports.status.get();
      if (status.kind === "not-live" && kind !== "not-live") this.wentAway();
      if (status.kind === "live" && kind === "not-live") this.cameBack();
      kind = status.kind;
    });
  }

  get isLive(): boolean {
    return this.ports.status.get().kind !== "not-live";
  }

  /** A tick tells how much has happened; what is new is fetched. */
  heard(warnings: number | undefined, responses: number | undefined): void {
    void this.sendNotes();
    // What could not be asked for yet was not heard: the next tick tells it again.
    if (this.standing.get() === "unknown" || !this.ports.isSignedIn()) return;
    const isNews = (warnings ?? -1) > this.heardWarnings || (responses ?? -1) > this.heardResponses;
    this.heardWarnings = warnings ?? this.heardWarnings;
    this.heardResponses = responses ?? this.heardResponses;
    if (isNews) this.ask();
  }

  /** Everything may be another one: another epoch, another person. */
  reset(): void {
    this.epoch += 1;
    this.hearAnew();
    this.ask();
    void this.sendNotes();
  }

  ask(): void {
    this.wanted.ask(null);
  }

  warning(id: string): WarningJson | null {
    return this.warnings.get()?.warnings.find((one) => one.id === id) ?? null;
  }

  response(id: string): ResponseJson | null {
    return this.responses.get()?.responses.find((one) => one.id === id) ?? null;
  }

  /** Does something about a warning. When somebody was first, what it is now is taken over before this fails. */
  async step(looked: WarningJson, deed: WarningDeed, note = ""): Promise<void> {
    const { api } = this.ports;
    this.noticed(looked.id);
    await doneOn(
      looked,
      (version) => api.step(looked.id, version, deed, note),
      () => api.warning(looked.id),
      (now) => this.putWarning(now),
    );
  }

  /** Decides on a response, as `step` does on a warning. Never kept for later. */
  async decide(looked: ResponseJson, deed: ResponseDeed, because: string): Promise<void> {
    const { api } = this.ports;
    await doneOn(
      looked,
      (version) => api.decide(looked.id, version, deed, because),
      () => api.response(looked.id),
      (now) => this.putResponse(now),
    );
    this.ask();
  }

  async changeTask(task: TaskJson, state: TaskState, note = ""): Promise<void> {
    const { api } = this.ports;
    try {
      await api.changeTask(task.id, task.version, state, note);
    } finally {
      await api.response(task.responseId).then(
        (now) => this.putResponse(now),
        () => {},
      );
    }
  }

  async propose(playbookId: string, because: string): Promise<void> {
    const made = await this.ports.api.propose(playbookId, because);
    this.putResponse(made);
    this.chosen.set(made.id);
  }

  /** The reader has looked at a warning. */
  noticed(id: string): void {
    if (this.unseen.get().has(id))
      this.unseen.update((now) => new Set([...now].filter((other) => other !== id)));
  }

  private hearAnew(): void {
    this.heardWarnings = -1;
    this.heardResponses = -1;
  }

  /** Sends notes that waited over a reload, a refusal to talk or a new sign-in: a lost network is not the only reason. */
  private async sendNotes(): Promise<void> {
    if (this.isSending || !this.notes.isWaiting || !this.ports.isSignedIn()) return;
    this.isSending = true;
    try {
      await this.notes.flush();
      await this.ports.wait(NOTES_EVERY_MS);
    } finally {
      this.isSending = false;
    }
  }

  private putWarning(one: WarningJson): void {
    this.warnings.update((now) =>
      now === null
        ? now
        : { ...now, warnings: now.warnings.map((other) => (other.id === one.id ? one : other)) },
    );
  }

  private putResponse(one: ResponseJson): void {
    this.responses.update((now) => {
      if (now === null) return now;
      const isNew = !now.responses.some(({ id }) => id === one.id);
      const responses = isNew
        ? [one, ...now.responses]
        : now.responses.map((other) => (other.id === one.id ? one : other));
      return { ...now, responses };
    });
  }

  private async fetch(): Promise<void> {
    if (!this.ports.isSignedIn()) {
      if (this.warnings.get() === null) this.standing.set("sign-in");
      else this.isOld.set(true);
      return;
    }
    const { epoch } = this;
    const isSame = epoch === this.shownEpoch;
    const [warnings, responses] = await Promise.allSettled([
      this.ports.api.warnings(),
      this.ports.api.responses(),
    ]);
    if (warnings.status === "fulfilled") this.show(warnings.value, isSame);
    else this.explain(warnings.reason);
    if (responses.status === "fulfilled") this.showResponses(responses.value, isSame);
    else if (isRefusal(responses.reason)) this.responses.set(null);
    if (warnings.status === "fulfilled" && responses.status === "fulfilled") this.shownEpoch = epoch;
    const failed = [warnings, responses].some((one) => one.status === "rejected" && !isRefusal(one.reason));
    this.isOld.set((failed || warnings.status === "rejected") && this.warnings.get() !== null);
    // What failed is asked for again at the next tick, also when that has no news.
    if (failed) this.hearAnew();
    if (warnings.status === "fulfilled" && this.before && this.isLive) this.tellMissed();
    await this.ports.wait(EVERY_MS);
  }

  private show(come: WarningsJson, isSame: boolean): void {
    const before = this.warnings.get();
    const isOther = before !== null && come.revision < before.revision;
    const next = isSame && !isOther ? { ...come, warnings: newerOf(before?.warnings, come.warnings) } : come;
    const news = isOther ? [] : risen(before?.warnings ?? null, next.warnings);
    const open = new Set(next.warnings.filter(({ isOpen }) => isOpen).map(({ id }) => id));
    this.unseen.update((now) => new Set([...now, ...news.map(({ id }) => id)].filter((id) => open.has(id))));
    this.warnings.set(next);
    this.standing.set(next.isDeclared || next.warnings.length > 0 ? "ready" : "undeclared");
    if (news.length > 0) this.ports.alarm(news);
  }

  private showResponses(come: ResponsesJson, isSame: boolean): void {
    const before = this.responses.get();
    const isOther = before !== null && come.revision < before.revision;
    this.responses.set(
      isSame && !isOther ? { ...come, responses: newerOf(before?.responses, come.responses) } : come,
    );
  }

  private explain(reason: unknown): void {
    if (!isRefusal(reason)) {
      if (this.standing.get() === "unknown") this.standing.set("refused");
      return;
    }
    // What was seen stays for who signs in again; who may not see it any more sees nothing of it.
    if (reason.status === 403) {
      this.warnings.set(null);
      this.log.set(null);
    }
    if (this.warnings.get() === null) this.standing.set(reason.status === 401 ? "sign-in" : "refused");
  }

  private wentAway(): void {
    this.before ??= {
      warnings: this.warnings.get(),
      responses: this.responses.get(),
      from: this.ports.now(),
    };
  }

  private cameBack(): void {
    void this.notes.flush();
    this.ask();
  }

  private tellMissed(): void {
    const { before } = this;
    this.before = null;
    if (!before) return;
    const what = missedBetween(
      { warnings: before.warnings?.warnings ?? null, responses: before.responses?.responses ?? null },
      {
        warnings: this.warnings.get()?.warnings ?? null,
        responses: this.responses.get()?.responses ?? null,
      },
    );
    if (what.length === 0) return;
    // What was missed before and not read yet stays.
    const unread = this.missed.get();
    this.missed.set({
      from: unread?.from ?? before.from,
      to: this.ports.now(),
      what: [...(unread?.what ?? []), ...what],
    });
  }
}

/** Of each the newer one: an answer that was under way while the reader did something knows less than the screen. */
function newerOf<T extends { readonly id: string; readonly version: number }>(
  known: readonly T[] | undefined,
  come: readonly T[],
): T[] {
  const versions = new Map((known ?? []).map((one) => [one.id, one]));
  return come.map((one) => {
    const before = versions.get(one.id);
    return before && before.version > one.version ? before : one;
  });
}

const isRefusal = (reason: unknown): reason is ApiProblem =>
  reason instanceof ApiProblem && (reason.status === 401 || reason.status === 403);
