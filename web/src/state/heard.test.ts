// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { Heard } from "./heard";

describe("what is heard with every beat", () => {
  it("is asked for until it is answered, and not again", () => {
    const heard = new Heard();
    expect(heard.hear(7)).toBe(true);
    heard.asking();
    expect(heard.hear(7)).toBe(true);
    heard.asking()();
    expect([heard.hear(7), heard.hear(7)]).toEqual([false, false]);
  });

  it("is asked for when it is another, also one of before, as after a clock that was set back", () => {
    const heard = new Heard();
    heard.hear(7);
    heard.asking()();
    expect(heard.hear(8)).toBe(true);
    heard.asking()();
    expect(heard.hear(7)).toBe(true);
  });

  it("is asked for again when it came while an answer was under way", () => {
    const heard = new Heard();
    heard.hear(7);
    const answered = heard.asking();
    heard.hear(8);
    answered();
    expect(heard.hear(8)).toBe(true);
  });

  it("is nothing where a server has no number", () => {
    expect(new Heard().hear(undefined)).toBe(false);
  });
});
