// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import type { SourceJson, SourceState } from "../api/types";
import { byState, goneFor, recoveredSince, tallyOf } from "./sourceNews";

const source = (connector: string, state: SourceState): SourceJson => ({
  connector,
  title: connector,
  provider: "",
  providerUrl: "",
  licence: "",
  delivers: "poll",
  state,
  since: "2026-08-21T20:00:00Z",
  sentence: "",
  sentenceNl: "",
  lastSuccessAt: null,
  lastNewsAt: null,
  nextAttemptAt: null,
  newestPhenomenonTime: null,
  rowsTaken: 0,
  streams: [],
  areaIds: ["beach", "pier"],
  missingAreaIds: ["beach"],
});

describe("news of sources", () => {
  it("puts what asks for attention first", () => {
    const mixed = [source("a", "fresh"), source("b", "late"), source("c", "lost"), source("a2", "lost")];
    expect(byState(mixed, "en-GB").map(({ connector }) => connector)).toEqual(["a2", "c", "b", "a"]);
  });

  it("tells that a lost source is back, and no longer once it is lost again", () => {
    const back = recoveredSince([], [source("camera", "lost")], [source("camera", "fresh")]);
    expect(back.map(({ connector }) => connector)).toEqual(["camera"]);
    expect(recoveredSince(back, [source("camera", "fresh")], [source("camera", "fresh")])).toBe(back);
    expect(recoveredSince(back, [source("camera", "fresh")], [source("camera", "lost")])).toEqual([]);
  });

  it("says nothing of a source that was only late, or that begins", () => {
    expect(recoveredSince([], [source("camera", "late")], [source("camera", "fresh")])).toEqual([]);
    expect(recoveredSince([], [], [source("camera", "fresh")])).toEqual([]);
  });

  it("counts sources, and the sensors of the only one", () => {
    expect(tallyOf([source("a", "fresh"), source("b", "late")])).toEqual({ of: "sources", fresh: 1, all: 2 });
    const stream = (state: string) => ({ streamId: "", datastreamId: 1, name: "", state });
    const only = { ...source("a", "fresh"), streams: [stream("fresh"), stream("stale"), stream("fresh")] };
    expect(tallyOf([only])).toEqual({ of: "sensors", fresh: 2, all: 3 });
  });

  it("names the lost sources of the areas that miss them", () => {
    const sources = [source("camera", "lost"), source("tram", "late")];
    expect(goneFor(sources, "beach").map(({ connector }) => connector)).toEqual(["camera"]);
    expect(goneFor(sources, "pier")).toEqual([]);
  });
});
