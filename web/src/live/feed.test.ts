// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { PictureFeed, type PictureMark } from "./feed";

type Shot = { epoch: string; sequence: number };

/** A server whose answers we hold back until the test lets them go. */
function bench(newest: Shot = { epoch: "a", sequence: 10 }) {
  const asked: (number | undefined)[] = [];
  const marks: (PictureMark | undefined)[] = [];
  const shown: number[] = [];
  const failures: unknown[] = [];
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const gone = new Set<number>();
  const feed = new PictureFeed<Shot>({
    fetch(mark) {
      const sequence = mark?.sequence;
      asked.push(sequence);
      marks.push(mark);
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      return new Promise((resolve, reject) => {
        waiting.push(() => {
          inFlight -= 1;
          if (sequence !== undefined && gone.has(sequence)) reject(new Error("no longer kept"));
          else resolve(sequence === undefined ? { ...newest } : { epoch: newest.epoch, sequence });
        });
      });
    },
    show: (picture) => shown.push(picture.sequence),
    failed: (reason) => void failures.push(reason),
  });
  const answer = async (): Promise<void> => {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { feed, asked, marks, shown, failures, answer, gone, newest, most: () => mostInFlight };
}

describe("the picture feed", () => {
  it("never has more than one fetch in flight, and skips what was overtaken", async () => {
    const { feed, asked, shown, answer, most } = bench();
    for (const sequence of [1, 2, 3, 4]) feed.announce({ epoch: "a", sequence });
    await answer();
    await answer();
    expect(asked).toEqual([1, 4]);
    expect(shown).toEqual([1, 4]);
    expect(most()).toBe(1);
  });

  it("does not ask again for a picture that is shown", async () => {
    const { feed, asked, answer } = bench();
    feed.announce({ epoch: "a", sequence: 5 });
    await answer();
    feed.announce({ epoch: "a", sequence: 5 });
    feed.announce({ epoch: "a", sequence: 4 });
    expect(asked).toEqual([5]);
  });

  it("takes the newest picture when the announced one is no longer kept", async () => {
    const { feed, asked, shown, answer, gone } = bench();
    gone.add(3);
    feed.announce({ epoch: "a", sequence: 3 });
    await answer();
    await answer();
    expect(asked).toEqual([3, undefined]);
    expect(shown).toEqual([10]);
  });

  it("does not fetch what the newest picture already overtook", async () => {
    const { feed, asked, answer } = bench();
    feed.refresh();
    feed.announce({ epoch: "a", sequence: 10 });
    await answer();
    expect(asked).toEqual([undefined]);
  });

  it("shows a lower sequence number of another epoch", async () => {
    const { feed, shown, answer, newest } = bench();
    feed.refresh();
    await answer();
    newest.epoch = "b";
    feed.announce({ epoch: "b", sequence: 1 });
    await answer();
    expect(shown).toEqual([10, 1]);
  });

  it("goes on after a failure", async () => {
    const failures: unknown[] = [];
    const shown: number[] = [];
    let broken = true;
    const feed = new PictureFeed<Shot>({
      fetch: (mark) =>
        broken
          ? Promise.reject(new Error("offline"))
          : Promise.resolve({ epoch: "a", sequence: mark?.sequence ?? 0 }),
      show: (picture) => shown.push(picture.sequence),
      failed: (reason) => void failures.push(reason),
    });
    feed.announce({ epoch: "a", sequence: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    broken = false;
    feed.announce({ epoch: "a", sequence: 2 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toHaveLength(1);
    expect(shown).toEqual([2]);
  });

  it("names the epoch, for a number means another picture after a restart", async () => {
    const { feed, marks, answer } = bench();
    feed.announce({ epoch: "a", sequence: 5 });
    await answer();
    expect(marks).toEqual([{ epoch: "a", sequence: 5 }]);
  });

  it("shows no picture before what is said of the failure before it, however late that is", async () => {
    const happened: string[] = [];
    let explained = (): void => {};
    let refused = true;
    const feed = new PictureFeed<Shot>({
      fetch: () =>
        refused ? Promise.reject(new Error("stopped")) : Promise.resolve({ epoch: "b", sequence: 2 }),
      show: (picture) => void happened.push(`picture ${picture.sequence}`),
      async failed() {
        await new Promise<void>((resolve) => {
          explained = resolve;
        });
        happened.push("stopped");
      },
    });
    const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    feed.refresh();
    await settle();
    refused = false;
    feed.refresh();
    await settle();
    explained();
    await settle();
    expect(happened).toEqual(["stopped", "picture 2"]);
  });
});
