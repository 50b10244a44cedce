// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { HeartbeatJson, TickJson } from "../api/types";

/** A heartbeat is due every 2 s; three missed ones mean that the screen is no longer live. */
export const SILENCE_MS = 6000;
/** The last of these is also how late an operator sees that what was stopped goes on. */
const RETRY_MS = [1000, 2000, 3000] as const;

export interface Recovery {
  /** The server's epoch is another one: it was started again, or its replay was sought. All was fetched anew. */
  readonly anew: boolean;
  readonly missed: number;
  readonly from: number;
  readonly to: number;
}

export type LiveStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "live"; readonly recovery: Recovery | null }
  | { readonly kind: "not-live"; readonly since: number };

/** What we use of an EventSource, so that a test can be one. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface ConnectionPorts {
  open(): EventSourceLike;
  /** Wall-clock milliseconds. */
  now(): number;
  after(ms: number, run: () => void): () => void;
  status(status: LiveStatus): void;
  tick(tick: TickJson): void;
  heartbeat(beat: HeartbeatJson): void;
  /** The sources, or what is known of them, changed: told at once, before any picture. */
  sources(revision: number): void;
  /** Everything known is of another epoch: fetch it all again. */
  reset(): void;
  /** The server ended or refused the stream; it is tried again. */
  refused(): void;
}

const CLOSED = 2;

/**
 * Listens to the server's ticks and keeps watch over its heartbeat. A screen that hears nothing for `SILENCE_MS`
 * says so; it keeps trying, and when it is back it tells how many pictures passed by unseen.
 */
export class LiveConnection {
  private source: EventSourceLike | null = null;
  private cancelWatch: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private attempts = 0;
  private lastHeard: number;
  private lastSequence: number | null = null;
  private epoch: string | null = null;
  private silentSince: number | null = null;
  private anew = false;
  private revision: number | null = null;
  private stopped = false;

  constructor(private readonly ports: ConnectionPorts) {
    this.lastHeard = ports.now();
  }

  start(): void {
    this.ports.status({ kind: "connecting" });
    this.connect();
    this.watch();
  }

  stop(): void {
    this.stopped = true;
    this.cancelWatch?.();
    this.dropRetry();
    this.source?.close();
  }

  /** Connects again at once, as who is signed in now. */
  renew(): void {
    if (!this.stopped) this.connect();
  }

  private connect(): void {
    this.source?.close();
    const source = this.ports.open();
    this.source = source;
    const on = <T>(type: string, handle: (data: T) => void): void =>
      source.addEventListener(type, (event) => {
        if (source !== this.source) return;
        handle(JSON.parse(event.data) as T);
      });
    on<TickJson>("tick", (tick) => {
      this.heard(tick.sequence, String(tick.epoch), tick.missed);
      this.ports.tick(tick);
      this.heardOfSources(tick.sources);
    });
    const beat = (data: HeartbeatJson): void => {
      this.heard(data.sequence, String(data.epoch));
      this.ports.heartbeat(data);
      this.heardOfSources(data.sources);
    };
    on<HeartbeatJson>("heartbeat", beat);
    for (const what of ["sources", "forecast", "responses", "warnings"]) on<HeartbeatJson>(what, beat);
    on<Partial<HeartbeatJson>>("reset", ({ epoch }) => {
      if (epoch !== undefined && this.epoch !== null) this.epoch = String(epoch);
      this.startOver();
    });
    source.addEventListener("error", () => {
      if (source !== this.source || source.readyState !== CLOSED) return;
      this.ports.refused();
      this.retryLater();
    });
  }

  private heardOfSources(revision: number | undefined): void {
    if (revision === undefined || revision === this.revision) return;
    this.revision = revision;
    this.ports.sources(revision);
  }

  private heard(sequence: number, epoch: string, missed?: number): void {
    const now = this.ports.now();
    if (this.epoch !== null && epoch !== this.epoch) this.startOver();
    this.announceLive(now, sequence, missed);
    this.anew = false;
    this.epoch = epoch;
    this.lastSequence = sequence;
    this.lastHeard = now;
    this.attempts = 0;
    this.dropRetry();
    this.watch();
  }

  private announceLive(now: number, sequence: number, missed?: number): void {
    if (this.silentSince === null) {
      if (this.epoch === null) this.ports.status({ kind: "live", recovery: null });
      return;
    }
    const unseen = missed ?? (this.lastSequence === null ? 0 : Math.max(0, sequence - this.lastSequence));
    const { anew, silentSince: from } = this;
    const recovery = this.epoch === null ? null : { anew, missed: anew ? 0 : unseen, from, to: now };
    this.silentSince = null;
    this.ports.status({ kind: "live", recovery });
  }

  private startOver(): void {
    this.lastSequence = null;
    this.revision = null;
    this.anew = true;
    this.ports.reset();
  }

  private watch(): void {
    this.cancelWatch?.();
    const left = this.lastHeard + SILENCE_MS - this.ports.now();
    this.cancelWatch = this.ports.after(Math.max(0, left), () => this.silence());
  }

  private silence(): void {
    if (this.stopped) return;
    this.silentSince = this.lastHeard;
    this.ports.status({ kind: "not-live", since: this.lastHeard });
    // A half-open connection can look open for minutes: make a new one, unless that is about to happen.
    if (this.cancelRetry === null) this.retryLater();
  }

  private retryLater(): void {
    if (this.stopped) return;
    this.dropRetry();
    const wait = RETRY_MS[Math.min(this.attempts, RETRY_MS.length - 1)] ?? 3000;
    this.attempts += 1;
    this.cancelRetry = this.ports.after(wait, () => {
      this.cancelRetry = null;
      if (this.stopped) return;
      this.connect();
      if (this.silentSince !== null) this.retryUntilHeard();
    });
  }

  private dropRetry(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
  }

  /** While silent, every new connection gets as long as a heartbeat may take before the next one is tried. */
  private retryUntilHeard(): void {
    this.dropRetry();
    this.cancelRetry = this.ports.after(SILENCE_MS, () => {
      this.cancelRetry = null;
      if (this.silentSince !== null) this.retryLater();
    });
  }
}
