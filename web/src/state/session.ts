// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Api } from "../api/client";
import type { ForecastsJson, ForecastTimelineJson } from "../api/forecast";
import { ApiProblem } from "../api/http";
import type { HeartbeatJson, ReplayChange, ReplayJson, SourceJson, TickJson } from "../api/types";
import { issuesOfAreas } from "../forecast/issues";
import { type ClockAnchor, clockAt } from "../live/clock";
import { LiveConnection, type LiveStatus } from "../live/connection";
import { PictureFeed } from "../live/feed";
import { decodeFlows, type Flows } from "../picture/flows";
import { decodeForecastPicture } from "../picture/foreseen";
import { pictureOfNothing, stoppedOf } from "../picture/nothing";
import { decodePicture, type Picture } from "../picture/picture";
import type { Room } from "../room/room";
import { Heard } from "./heard";
import { LatestOnly } from "./latest";
import { type Recovered, recoveredSince } from "./sourceNews";
import type { Statics } from "./statics";
import { createStore } from "./store";
import type { WindowName } from "./window";

/**
 * A moment other than now: one that is looked back at, with the picture as it was known then, or one that is ahead, with
 * what is foreseen of it (null until it has come).
 */
export interface Elsewhen {
  readonly at: number;
  readonly isAhead: boolean;
  readonly picture: Picture | null;
  readonly failed: boolean;
}

/** What the left side of the screen shows. */
export type View = "warnings" | "areas" | "flows" | "sources" | "plan" | "log";

const TICKS = "/api/v1/ticks";
/** Flows are asked for at most this often: they change slowly, and are many. */
const FLOWS_EVERY_MS = 1000;
/** Forecasts that should be there are asked for at most this often. */
const FORECASTS_EVERY_MS = 5000;

/** The state of one open screen. Everything that changes with the city lives here, outside React. */
export class Session {
  readonly status = createStore<LiveStatus>({ kind: "connecting" });
  readonly clock = createStore<ClockAnchor | null>(null);
  /** The newest picture. */
  readonly newest = createStore<Picture | null>(null);
  readonly elsewhen = createStore<Elsewhen | null>(null);
  /** The picture on the screen: the newest one, or the one of another moment. */
  readonly shown = createStore<Picture | null>(null);
  readonly selected = createStore<string | null>(null);
  /** The area that was chosen for the reader to begin with: no reason to move the map. */
  firstChoice: string | null = null;
  readonly replay = createStore<ReplayJson | null>(null);
  readonly window = createStore<WindowName>("day");
  readonly view = createStore<View>("areas");
  /** Who crosses the gates now; null before it is known, without rows where no network is known. */
  readonly flows = createStore<Flows | null>(null);
  readonly flowsFailed = createStore(false);
  /** How the sources stand; null before it is known. */
  readonly sources = createStore<readonly SourceJson[] | null>(null);
  readonly sourcesFailed = createStore(false);
  /** Sources that were lost and are back, until the reader has seen it. */
  readonly recovered = createStore<readonly Recovered[]>([]);
  /** The picture itself is refused, because the activity that it is made under has been stopped. */
  readonly refused = createStore(false);
  /** How forecasts stand; null when this server makes none, or before that is known. */
  readonly forecasts = createStore<ForecastsJson | null>(null);
  /** What is foreseen of the whole city, step by step; null when there is nothing. */
  readonly timelineAhead = createStore<ForecastTimelineJson | null>(null);
  /** Goes up when what was fetched before no longer holds: another epoch of the server, a sought replay. */
  readonly generation = createStore(0);
  /** Warnings, responses and who works on them. */
  readonly room: Room;

  private readonly feed: PictureFeed<Picture>;
  private readonly connection: LiveConnection;
  private readonly flowsWanted = new LatestOnly<number>(() => this.fetchFlows());
  private readonly sourcesWanted = new LatestOnly<number | null>(() => this.fetchSources());
  private readonly forecastsWanted = new LatestOnly<null>(() => this.fetchForecasts());
  private forecastsAsked = 0;
  private readonly issuesHeard = new Heard();
  private stopRoom = (): void => {};
  private readonly lookAway = new LatestOnly<number>((at) => this.fetchElsewhen(at));

  constructor(
    readonly api: Api,
    readonly statics: Statics,
    makeRoom: (session: Session) => Room,
  ) {
    this.room = makeRoom(this);
    this.feed = new PictureFeed<Picture>({
      fetch: async (mark) => decodePicture(await api.picture(mark)),
      show: (picture) => this.showNewest(picture),
      // The watchdog tells the reader; a tick or a reconnect asks again.
      failed: (reason) => this.explain(reason),
    });
    this.connection = new LiveConnection({
      open: () => new EventSource(TICKS),
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = window.setTimeout(run, ms);
        return () => window.clearTimeout(timer);
      },
      status: (status) => this.status.set(status),
      tick: (tick) => this.onTick(tick),
      heartbeat: (beat) => this.onHeartbeat(beat),
      sources: (revision) => this.sourcesWanted.ask(revision),
      reset: () => this.onReset(),
      refused: () => this.feed.refresh(),
    });
  }

  start(): void {
    this.feed.refresh();
    this.sourcesWanted.ask(null);
    this.forecastsWanted.ask(null);
    this.stopRoom = this.room.start();
    this.connection.start();
    if (this.isReplay) void this.refreshReplay();
  }

  stop(): void {
    this.connection.stop();
    this.stopRoom();
  }

  /** Another person, or nobody, is signed in from now on: what was fetched was for the one before. */
  renew(): void {
    this.connection.renew();
    this.onReset();
  }

  get isReplay(): boolean {
    return this.statics.city.mode === "replay";
  }

  select(id: string | null): void {
    this.firstChoice = null;
    this.room.chosen.set(null);
    this.selected.set(id);
  }

  /** Look at another moment, before or after now; null goes back to now. */
  lookAt(at: number | null): void {
    if (at === null) {
      this.lookAway.drop();
      this.elsewhen.set(null);
      this.publish();
      return;
    }
    const isAhead = at > this.cityNow;
    this.elsewhen.update((before) => ({
      at,
      isAhead,
      // The picture before stays until the next one has come, unless it would be a forecast in the past, or turned round.
      picture: before?.isAhead === isAhead ? before.picture : null,
      failed: false,
    }));
    this.publish();
    this.lookAway.ask(at);
  }

  /** The city's time now. */
  get cityNow(): number {
    const anchor = this.clock.get();
    return anchor ? clockAt(anchor, Date.now()) : Date.now();
  }

  async changeReplay(change: ReplayChange): Promise<void> {
    this.setReplay(await this.api.changeReplay(change));
    if (change.now !== undefined) this.onReset();
  }

  private async refreshReplay(): Promise<void> {
    try {
      this.setReplay(await this.api.replay());
    } catch {
      this.replay.set(null);
    }
  }

  private setReplay(state: ReplayJson): void {
    this.replay.set(state);
    this.anchor(Date.parse(state.now), state.speed, state.paused || state.atEnd);
  }

  private async fetchFlows(): Promise<void> {
    if (this.flows.get()?.count === 0) return;
    try {
      this.flows.set(decodeFlows(await this.api.flows()));
      this.flowsFailed.set(false);
    } catch {
      this.flows.set(null);
      this.flowsFailed.set(true);
    }
    await new Promise((resolve) => window.setTimeout(resolve, FLOWS_EVERY_MS));
  }

  private async fetchSources(): Promise<void> {
    try {
      const { sources } = await this.api.sources();
      this.recovered.update((told) => recoveredSince(told, this.sources.get() ?? [], sources));
      this.sources.set(sources);
      this.sourcesFailed.set(false);
    } catch {
      this.sourcesFailed.set(true);
    }
  }

  private async fetchElsewhen(at: number): Promise<void> {
    const isAhead = this.elsewhen.get()?.isAhead ?? false;
    try {
      const picture = isAhead
        ? decodeForecastPicture(await this.api.forecastPicture(at))
        : decodePicture(await this.api.pictureAt(at));
      this.elsewhen.update((now) => (now?.isAhead === isAhead ? { ...now, picture, failed: false } : now));
    } catch {
      this.elsewhen.update((now) => now && { ...now, failed: true, picture: isAhead ? null : now.picture });
    }
    this.publish();
  }

  private async fetchForecasts(): Promise<void> {
    this.forecastsAsked = Date.now();
    const answered = this.issuesHeard.asking();
    try {
      const forecasts = await this.api.forecasts();
      const before = issuesOfAreas(this.forecasts.get());
      if (forecasts.latest === null) this.timelineAhead.set(null);
      else if (issuesOfAreas(forecasts) !== before || this.timelineAhead.get() === null)
        this.timelineAhead.set(await this.api.forecastTimeline());
      this.forecasts.set(forecasts);
      answered();
    } catch {
      // A server without forecasts shows what is, and no future. What was foreseen before gets old by itself.
    }
  }

  /** A forecast that is new, or should be there by now, is asked for. */
  private followForecasts(newest?: number): void {
    const forecasts = this.forecasts.get();
    if (!forecasts) return;
    if (this.issuesHeard.hear(newest)) this.forecastsWanted.ask(null);
    if (Date.now() - this.forecastsAsked < FORECASTS_EVERY_MS) return;
    const next = forecasts.nextIssue === null ? Number.NEGATIVE_INFINITY : Date.parse(forecasts.nextIssue);
    if (this.cityNow >= next) this.forecastsWanted.ask(null);
  }

  /** When the picture is refused because an activity was stopped, that is what the screen shows, and no old values. */
  private async explain(reason: unknown): Promise<void> {
    if (!(reason instanceof ApiProblem) || (reason.status !== 401 && reason.status !== 403)) return;
    const activities = await this.api.activities().catch(() => []);
    const { areas } = this.statics;
    const stopped = stoppedOf(
      activities,
      areas.map(({ id }) => id),
    );
    if (stopped.length === 0) return;
    this.refused.set(true);
    this.lookAt(null);
    this.forget();
    this.newest.set(pictureOfNothing(areas, this.clock.get()?.now ?? Date.now(), stopped));
    this.publish();
  }

  private showNewest(picture: Picture): void {
    if (this.refused.get()) {
      this.refused.set(false);
      this.forecastsWanted.ask(null);
      if (this.isReplay) void this.refreshReplay();
    }
    this.newest.set(picture);
    this.flowsWanted.ask(picture.sequence ?? 0);
    if (this.clock.get() === null) this.anchor(picture.now, this.isReplay ? 0 : 1, false);
    this.publish();
  }

  private publish(): void {
    const other = this.elsewhen.get();
    const kept = other?.isAhead ? pictureOfNothing(this.statics.areas, this.cityNow, []) : this.shown.get();
    const picture = other ? (other.picture ?? kept) : this.newest.get();
    if (picture) this.shown.set(picture);
    if (picture && this.selected.get() === null) {
      this.firstChoice = busiest(picture);
      this.selected.set(this.firstChoice);
    }
  }

  private onTick(tick: TickJson): void {
    const { speed, paused } = this.clock.get() ?? { speed: this.isReplay ? 0 : 1, paused: false };
    this.anchor(Date.parse(tick.now), speed, paused);
    this.feed.announce({ epoch: String(tick.epoch), sequence: tick.sequence });
    this.room.heard(tick.warnings, tick.responses);
  }

  private onHeartbeat(beat: HeartbeatJson): void {
    const before = this.clock.get();
    const speed = beat.speed ?? before?.speed ?? 1;
    const paused = beat.paused ?? before?.paused ?? false;
    this.anchor(Date.parse(beat.now), speed, paused);
    this.feed.announce({ epoch: String(beat.epoch), sequence: beat.sequence });
    this.followForecasts(beat.forecast);
    this.room.heard(beat.warnings, beat.responses);
    const replay = this.replay.get();
    if (replay && (replay.speed !== speed || replay.paused !== paused)) void this.refreshReplay();
  }

  private onReset(): void {
    this.generation.update((n) => n + 1);
    this.lookAt(null);
    this.feed.refresh();
    this.room.reset();
    this.sourcesWanted.ask(null);
    this.forget();
    if (this.isReplay) void this.refreshReplay();
  }

  /** Shows nothing of what was foreseen and of who walked where; what may still be seen of it is asked for again. */
  private forget(): void {
    this.forecasts.set(null);
    this.timelineAhead.set(null);
    this.forecastsWanted.ask(null);
    // What was no network may be one now.
    this.flows.set(null);
  }

  private anchor(now: number, speed: number, paused: boolean): void {
    if (!Number.isNaN(now)) this.clock.set({ now, wall: Date.now(), speed, paused });
  }
}

/** The area to begin with: highest level first, then most persons. */
export function busiest(picture: Picture): string | null {
  let best: { id: string; rank: number } | null = null;
  picture.areaIds.forEach((id, i) => {
    const rank = (picture.level[i] ?? 0) * 1e9 + (picture.persons[i] || 0);
    if (best === null || rank > best.rank) best = { id, rank };
  });
  return (best as { id: string } | null)?.id ?? null;
}
