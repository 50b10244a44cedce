// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { placePins } from "./pins";

const frame = { width: 800, height: 600 };
const pin = (id: string, x: number, urgency: number, full = true) => ({
  id,
  x,
  y: 300,
  width: 100,
  urgency,
  full,
});

describe("pins", () => {
  it("give way to the more urgent one", () => {
    const sizes = placePins([pin("calm", 410, 1), pin("busy", 400, 5)], frame);
    expect(sizes.get("busy")).toBe("full");
    expect(sizes.get("calm")).toBe("hidden");
  });

  it("shrink when only a small one fits", () => {
    const sizes = placePins([pin("busy", 400, 5), pin("calm", 470, 1)], frame);
    expect(sizes.get("calm")).toBe("small");
  });

  it("are small when there is nothing to tell", () => {
    expect(placePins([pin("calm", 400, 1, false)], frame).get("calm")).toBe("small");
  });

  it("outside the map are not there", () => {
    expect(placePins([pin("away", -40, 9)], frame).get("away")).toBe("hidden");
  });
});
