// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { windowAt } from "../../state/window";
import { aheadAt, barAt, barsOf, isPending, stepOfKey, stepsOf } from "./bars";

const HOUR = 3_600_000;
const now = Date.parse("2025-12-24T00:20:00Z");

describe("the slider's steps", () => {
  const { from } = windowAt(now, "day");
  const steps = stepsOf({ from, bucketMs: HOUR / 2, now });

  it("end in now", () => {
    expect(steps.toMoment(steps.last)).toBeNull();
    expect(steps.toStep(null)).toBe(steps.last);
  });

  it("never reach into the future", () => {
    const before = steps.toMoment(steps.last - 1) ?? 0;
    expect(before).toBeLessThan(now);
    expect(now - before).toBeLessThanOrEqual(HOUR / 2);
  });

  it("go to a moment and back", () => {
    for (const step of [0, 7, steps.last - 1]) expect(steps.toStep(steps.toMoment(step))).toBe(step);
  });

  it("are now when dragged to the end", () => {
    expect(steps.nearest(now - from)).toBe(steps.last);
    expect(steps.nearest(3.4 * (HOUR / 2))).toBe(3);
  });

  it("stay at the start for what lies before the period", () => {
    expect(steps.toStep(from - 5 * HOUR)).toBe(0);
  });
});

describe("the slider's steps into what is foreseen", () => {
  const { from } = windowAt(now, "day");
  const ahead = [1, 2, 3].map((n) => ({ start: now + n * HOUR, lengthMs: HOUR, persons: 1, level: 1 }));
  const steps = stepsOf({ from, bucketMs: HOUR / 2, now }, ahead);

  it("come after now, one for each step that is foreseen", () => {
    expect(steps.last).toBe(steps.now + 3);
    expect(steps.toMoment(steps.now)).toBeNull();
    expect(steps.toMoment(steps.now + 1)).toBe(now + HOUR);
    expect(steps.toMoment(steps.last)).toBe(now + 3 * HOUR);
    for (const step of [3, steps.now - 1, steps.now + 1, steps.last])
      expect(steps.toStep(steps.toMoment(step))).toBe(step);
  });

  it("are nearest to where the slider is dragged", () => {
    expect(steps.nearest(now - from)).toBe(steps.now);
    expect(steps.nearest(now - from + 0.2 * HOUR)).toBe(steps.now);
    expect(steps.nearest(now - from + 2.2 * HOUR)).toBe(steps.now + 2);
  });

  it("have what is foreseen at a moment", () => {
    expect(aheadAt(ahead, now + 1.5 * HOUR)).toBe(ahead[0]);
    expect(aheadAt(ahead, now)).toBeNull();
  });
});

describe("the slider's keys", () => {
  it("step, page and jump without leaving the axis", () => {
    expect(stepOfKey("ArrowLeft", 48, 4, 48)).toBe(47);
    expect(stepOfKey("PageDown", 2, 4, 48)).toBe(0);
    expect(stepOfKey("End", 2, 4, 48)).toBe(48);
    expect(stepOfKey("Home", 20, 4, 48)).toBe(0);
  });

  it("leave other keys alone", () => {
    expect(stepOfKey("Tab", 2, 4, 48)).toBeNull();
  });
});

describe("the period", () => {
  it("is made of whole buckets and holds now", () => {
    const { from, to } = windowAt(now, "day");
    expect(to - from).toBe(24 * HOUR);
    expect(to).toBeGreaterThanOrEqual(now);
    expect(to % (HOUR / 2)).toBe(0);
  });
});

describe("a bucket without a count", () => {
  const bucket = { start: now - HOUR, value: Number.NaN };

  it("is left out while the count may still come", () => {
    expect(isPending(bucket, HOUR / 2, now, HOUR)).toBe(true);
  });

  it("is not known when the count should have been there", () => {
    expect(isPending(bucket, HOUR / 2, now, HOUR / 12)).toBe(false);
    expect(isPending({ ...bucket, value: 3 }, HOUR / 2, now, HOUR)).toBe(false);
  });
});

describe("bars", () => {
  const period = { from: now - 2 * HOUR, to: now + HOUR };
  const bars = barsOf(
    {
      bucketS: 3600,
      time: ["2025-12-23T23:00:00Z", "2025-12-24T00:00:00Z"],
      persons: [null, 0],
      level: [null, 1],
      areasKnown: [0, 3],
    },
    period,
  );

  it("tell not known from nobody", () => {
    expect(bars[0]).toMatchObject({ persons: Number.NaN, level: 0 });
    expect(bars[1]).toMatchObject({ persons: 0, level: 1 });
  });

  it("are found by a moment within them", () => {
    expect(barAt(bars, now, HOUR)).toBe(bars[1]);
    expect(barAt(bars, now + 3 * HOUR, HOUR)).toBeNull();
  });
});
