// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { type EventSourceLike, LiveConnection, type LiveStatus, SILENCE_MS } from "./connection";

class FakeSource implements EventSourceLike {
  readyState = 1;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }

  close(): void {
    this.readyState = 2;
  }

  say(type: string, data: object): void {
    this.listeners.get(type)?.({ data: JSON.stringify(data) } as MessageEvent<string>);
  }

  fail(): void {
    this.readyState = 2;
    this.listeners.get("error")?.({ data: "" } as MessageEvent<string>);
  }
}

/** A connection with a clock that the test moves. */
function bench() {
  let now = 1_000_000;
  let timers: { due: number; run: () => void }[] = [];
  const sources: FakeSource[] = [];
  const statuses: LiveStatus[] = [];
  const ticks: number[] = [];
  const revisions: number[] = [];
  let resets = 0;
  let refusals = 0;
  const connection = new LiveConnection({
    open() {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    now: () => now,
    after(ms, run) {
      const timer = { due: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    status: (status) => statuses.push(status),
    tick: (tick) => ticks.push(tick.sequence),
    heartbeat: () => {},
    sources: (revision) => revisions.push(revision),
    reset: () => {
      resets += 1;
    },
    refused: () => {
      refusals += 1;
    },
  });
  const pass = (ms: number): void => {
    const end = now + ms;
    for (;;) {
      const next = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      now = next.due;
      next.run();
    }
    now = end;
  };
  const last = (): FakeSource => sources[sources.length - 1] as FakeSource;
  const beat = (sequence: number, epoch = "a"): void =>
    last().say("heartbeat", { sequence, epoch, now: "x" });
  const tick = (sequence: number, extra = {}): void =>
    last().say("tick", { sequence, epoch: "a", now: "x", ...extra });
  return {
    connection,
    revisions,
    sources,
    statuses,
    ticks,
    pass,
    last,
    beat,
    tick,
    resets: () => resets,
    refusals: () => refusals,
  };
}

describe("the live connection", () => {
  it("is live from the first thing it hears", () => {
    const { connection, statuses, tick } = bench();
    connection.start();
    tick(3);
    expect(statuses).toEqual([{ kind: "connecting" }, { kind: "live", recovery: null }]);
  });

  it("stays live as long as heartbeats come, however few ticks", () => {
    const { connection, statuses, pass, beat } = bench();
    connection.start();
    for (let i = 0; i < 20; i++) {
      beat(3);
      pass(2000);
    }
    expect(statuses.some(({ kind }) => kind === "not-live")).toBe(false);
  });

  it("says since when it is not live after six seconds of silence, once", () => {
    const { connection, statuses, pass, beat } = bench();
    connection.start();
    beat(3);
    pass(SILENCE_MS + 60_000);
    expect(statuses.filter(({ kind }) => kind === "not-live")).toEqual([
      { kind: "not-live", since: 1_000_000 },
    ]);
  });

  it("is not live either when the server never answered", () => {
    const { connection, statuses, pass } = bench();
    connection.start();
    pass(SILENCE_MS);
    expect(statuses.at(-1)?.kind).toBe("not-live");
  });

  it("tells how many pictures passed by when it is back", () => {
    const { connection, statuses, pass, beat, tick } = bench();
    connection.start();
    beat(3);
    pass(20_000);
    tick(8);
    expect(statuses.at(-1)).toEqual({
      kind: "live",
      recovery: { anew: false, missed: 5, from: 1_000_000, to: 1_020_000 },
    });
  });

  it("believes the server about what was missed", () => {
    const { connection, statuses, pass, beat, tick } = bench();
    connection.start();
    beat(3);
    pass(20_000);
    tick(8, { missed: 4 });
    expect(statuses.at(-1)).toMatchObject({ recovery: { missed: 4 } });
  });

  it("makes a new connection when the old one only looks open", () => {
    const { connection, sources, pass, beat } = bench();
    connection.start();
    beat(3);
    pass(SILENCE_MS + 1000);
    expect(sources).toHaveLength(2);
    expect(sources[0]?.readyState).toBe(2);
  });

  it("keeps trying while the server is away", () => {
    const { connection, sources, pass, beat } = bench();
    connection.start();
    beat(3);
    pass(60_000);
    expect(sources.length).toBeGreaterThan(4);
  });

  it("connects again after a refusal without waiting for the watchdog, and says that it was refused", () => {
    const { connection, sources, pass, last, refusals } = bench();
    connection.start();
    last().fail();
    expect(refusals()).toBe(1);
    pass(1000);
    expect(sources).toHaveLength(2);
  });

  it("asks every three seconds while it is refused, and no silence puts that off", () => {
    const { connection, sources, pass, last, beat } = bench();
    connection.start();
    beat(3);
    const gaps: number[] = [];
    let waited = 0;
    last().fail();
    for (let i = 0; i < 300; i++) {
      const before = sources.length;
      pass(100);
      waited += 100;
      if (sources.length === before) continue;
      gaps.push(waited);
      waited = 0;
      last().fail();
    }
    expect(gaps.slice(0, 5)).toEqual([1000, 2000, 3000, 3000, 3000]);
    expect(Math.max(...gaps)).toBe(3000);
  });

  it("keeps a connection that is heard again before a new one is made", () => {
    const { connection, sources, pass, beat } = bench();
    connection.start();
    beat(3);
    pass(SILENCE_MS + 500);
    beat(4);
    pass(SILENCE_MS - 1);
    expect(sources).toHaveLength(1);
    pass(1001);
    expect(sources).toHaveLength(2);
  });

  it("starts over when the server's epoch is another one", () => {
    const { connection, beat, resets } = bench();
    connection.start();
    beat(3);
    beat(1, "b");
    expect(resets()).toBe(1);
  });

  it("says so when the server that comes back is another one", () => {
    const { connection, statuses, pass, beat, resets } = bench();
    connection.start();
    beat(9);
    pass(20_000);
    beat(1, "b");
    expect(statuses.at(-1)).toMatchObject({ kind: "live", recovery: { anew: true, missed: 0 } });
    pass(20_000);
    beat(4, "b");
    expect(statuses.at(-1)).toMatchObject({ kind: "live", recovery: { anew: false, missed: 3 } });
    expect(resets()).toBe(1);
  });

  it("starts over once when told to, also when the epoch is another one", () => {
    const { connection, last, beat, resets } = bench();
    connection.start();
    beat(3);
    last().say("reset", { sequence: 1, epoch: "b", now: "x" });
    beat(1, "b");
    expect(resets()).toBe(1);
  });

  it("hears at once, and once, that the sources changed", () => {
    const { connection, revisions, last, tick } = bench();
    connection.start();
    tick(1, { sources: 4 });
    tick(2, { sources: 4 });
    last().say("sources", { sequence: 2, epoch: "a", now: "x", sources: 5 });
    expect(revisions).toEqual([4, 5]);
    last().say("heartbeat", { sequence: 1, epoch: "b", now: "x", sources: 5 });
    expect(revisions).toEqual([4, 5, 5]);
  });

  it("hears nothing of a connection that it gave up", () => {
    const { connection, sources, ticks, pass, beat } = bench();
    connection.start();
    beat(3);
    pass(SILENCE_MS + 1000);
    sources[0]?.say("tick", { sequence: 9, epoch: "a", now: "x" });
    expect(ticks).toEqual([]);
  });
});
