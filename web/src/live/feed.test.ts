// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { PictureFeed } from "./feed";

type Shot = { epoch: string; sequence: number };

/** A server whose answers we hold back until the test lets them go. */
function bench(newest: Shot = { epoch: "a", sequence: 10 }) {
  const asked: (number | undefined)[] = [];
  const shown: number[] = [];
  const failures: unknown[] = [];
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const gone = new Set<number>();
  const feed = new PictureFeed<Shot>({
    fetch(sequence) {
      asked.push(sequence);
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
    failed: (reason) => failures.push(reason),
  });
  const answer = async (): Promise<void> => {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { feed, asked, shown, failures, answer, gone, newest, most: () => mostInFlight };
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
      fetch: (sequence) =>
        broken
          ? Promise.reject(new Error("offline"))
          : Promise.resolve({ epoch: "a", sequence: sequence ?? 0 }),
      show: (picture) => shown.push(picture.sequence),
      failed: (reason) => failures.push(reason),
    });
    feed.announce({ epoch: "a", sequence: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    broken = false;
    feed.announce({ epoch: "a", sequence: 2 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toHaveLength(1);
    expect(shown).toEqual([2]);
  });
});
