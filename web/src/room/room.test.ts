// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it, vi } from "vitest";
import { ApiProblem, Unreachable } from "../api/http";
import type { ResponsesJson, RoomApi, WarningJson, WarningsJson } from "../api/room";
import type { LiveStatus } from "../live/connection";
import { createStore } from "../state/store";
import { NO_KEEP } from "./notes";
import { Room } from "./room";
import { AT, aResponse, aStep, aWarning } from "./room.fixture";

const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

function aRoom(kept: string | null = null) {
  const server = {
    revision: 1,
    isSignedIn: true,
    asked: 0,
    warnings: [aWarning()] as WarningJson[],
    responses: [aResponse()],
    fault: null as Error | null,
    written: [] as string[],
  };
  const answer = async <T>(value: () => T): Promise<T> => {
    server.asked += 1;
    if (server.fault) throw server.fault;
    return value();
  };
  const api = {
    warnings: () =>
      answer(
        (): WarningsJson => ({
          now: AT,
          judgedAt: AT,
          revision: server.revision,
          isDeclared: true,
          isSimulated: true,
          warnings: server.warnings,
          blind: [],
        }),
      ),
    warning: () => answer(() => server.warnings[0] as WarningJson),
    responses: () =>
      answer(
        (): ResponsesJson => ({
          now: AT,
          revision: server.revision,
          isDeclared: true,
          responses: server.responses,
          parties: [],
        }),
      ),
    response: () => answer(() => server.responses[0]),
    step: vi.fn((_id: string, version: number) =>
      answer(() => {
        const now = server.warnings[0] as WarningJson;
        if (now.version !== version) throw new ApiProblem(412, "Precondition failed", "Changed.");
        return { ...now, version: version + 1, state: "seen" as const };
      }),
    ),
    decide: vi.fn(() => answer(() => server.responses[0])),
    write: (note: { text: string }) =>
      answer(() => {
        server.written.push(note.text);
      }),
  };
  const status = createStore<LiveStatus>({ kind: "live", recovery: null });
  const alarm = vi.fn();
  const keep = { ...NO_KEEP, load: () => kept };
  const room = new Room({
    api: api as unknown as RoomApi,
    status,
    now: () => Date.parse(AT),
    isSignedIn: () => server.isSignedIn,
    alarm,
    keep,
    newKey: () => `${Math.random()}`,
    late: (text) => text,
    wait: () => Promise.resolve(),
  });
  return { room, server, api, status, alarm };
}

const away: LiveStatus = { kind: "not-live", since: 0 };
const back: LiveStatus = { kind: "live", recovery: { anew: false, missed: 3, from: 0, to: 1 } };

it("fetches when a tick tells of news, and not otherwise", async () => {
  const { room, server } = aRoom();
  room.start();
  await settled();
  expect(room.standing.get()).toBe("ready");
  room.heard(1, 1);
  await settled();
  server.warnings = [aWarning(), aWarning({ id: "w2" })];
  room.heard(1, 1);
  await settled();
  expect(room.warnings.get()?.warnings).toHaveLength(1);
  room.heard(2, 1);
  await settled();
  expect(room.warnings.get()?.warnings).toHaveLength(2);
});

it("sounds once for what is raised anew, not for what was there when the screen began", async () => {
  const { room, server, alarm } = aRoom();
  room.start();
  await settled();
  expect(alarm).not.toHaveBeenCalled();
  server.warnings = [...server.warnings, aWarning({ id: "w2" })];
  room.ask();
  await settled();
  room.ask();
  await settled();
  expect(alarm).toHaveBeenCalledTimes(1);
  expect([...room.unseen.get()]).toEqual(["w2"]);
  room.noticed("w2");
  expect(room.unseen.get().size).toBe(0);
});

it("takes over what somebody else did before it says that they were first", async () => {
  const { room, server } = aRoom();
  room.start();
  await settled();
  const looked = room.warning("w1") as WarningJson;
  server.warnings = [aWarning({ version: 2, state: "handled", steps: [aStep("handle", "handled")] })];
  await expect(room.step(looked, "see")).rejects.toMatchObject({ status: 412 });
  expect(room.warning("w1")?.steps.at(-1)?.byName).toBe("Boris");
  expect(room.warning("w1")?.version).toBe(2);
});

it("does not call new figures somebody: what nobody did is no reason to refuse", async () => {
  const { room, server, api } = aRoom();
  room.start();
  await settled();
  const looked = room.warning("w1") as WarningJson;
  server.warnings = [aWarning({ version: 7, probability: 0.7 })];
  await room.step(looked, "see");
  expect(api.step.mock.calls.map(([, version]) => version)).toEqual([1, 7]);
  expect(room.warning("w1")?.state).toBe("seen");
});

it("keeps what it had while the server cannot be reached, and says that it is old", async () => {
  const { room, server } = aRoom();
  room.start();
  await settled();
  server.fault = new Unreachable();
  room.ask();
  await settled();
  expect(room.warnings.get()?.warnings).toHaveLength(1);
  expect(room.isOld.get()).toBe(true);
  expect(room.standing.get()).toBe("ready");
});

it("never keeps a decision for later: what does not come through is not sent again", async () => {
  const { room, server, api, status } = aRoom();
  room.start();
  await settled();
  server.fault = new Unreachable();
  status.set(away);
  await expect(room.decide(aResponse(), "approve", "")).rejects.toBeInstanceOf(Unreachable);
  await room.notes.write({ text: "The line is down." }, 0);
  server.fault = null;
  status.set(back);
  await settled();
  expect(api.decide).toHaveBeenCalledTimes(1);
  expect(server.written).toEqual(["The line is down."]);
});

it("tells what it missed once it is back", async () => {
  const { room, server, status } = aRoom();
  room.start();
  await settled();
  status.set(away);
  server.warnings = [aWarning({ id: "w2" }), ...server.warnings];
  status.set(back);
  await settled();
  expect(room.missed.get()?.what.map(({ kind, id }) => [kind, id])).toEqual([["raised", "w2"]]);
});

it("asks again at the next tick for what could not be fetched, also when that has no news", async () => {
  const { room, server } = aRoom();
  room.start();
  await settled();
  room.heard(1, 1);
  await settled();
  server.fault = new ApiProblem(503, "Unavailable", "");
  room.heard(2, 1);
  await settled();
  expect(room.isOld.get()).toBe(true);
  server.fault = null;
  server.warnings = [aWarning(), aWarning({ id: "w2" })];
  room.heard(2, 1);
  await settled();
  expect(room.warnings.get()?.warnings).toHaveLength(2);
  expect(room.isOld.get()).toBe(false);
});

it("is not put back by an answer that was under way while the reader did something, nor sounds for it", async () => {
  const { room, alarm } = aRoom();
  room.start();
  await settled();
  await room.step(room.warning("w1") as WarningJson, "see");
  expect(room.warning("w1")?.state).toBe("seen");
  room.ask();
  await settled();
  expect(room.warning("w1")?.state).toBe("seen");
  expect(alarm).not.toHaveBeenCalled();
  room.reset();
  await settled();
  expect(room.warning("w1")?.state).toBe("raised");
});

it("sends what waited over a reload without waiting for a lost network", async () => {
  const kept = [{ key: "k", note: { text: "Before the reload.", key: "k" }, at: 0, refused: null }];
  const { room, server } = aRoom(JSON.stringify(kept));
  room.start();
  await settled();
  expect(server.written).toEqual(["Before the reload."]);
  expect(room.notes.waiting.get()).toEqual([]);
});

it("keeps what was missed before and not read yet", async () => {
  const { room, server, status } = aRoom();
  room.start();
  await settled();
  for (const id of ["w2", "w3"]) {
    status.set(away);
    server.warnings = [aWarning({ id }), ...server.warnings];
    status.set(back);
    await settled();
  }
  expect(room.missed.get()?.what.map(({ id }) => id)).toEqual(["w2", "w3"]);
});

it("shows nothing of what somebody may not see any more, and asks who is nobody to sign in", async () => {
  const { room, server } = aRoom();
  room.start();
  await settled();
  server.fault = new ApiProblem(403, "Forbidden", "");
  room.ask();
  await settled();
  expect(room.warnings.get()).toBeNull();
  expect(room.standing.get()).toBe("refused");
  const other = aRoom();
  other.server.fault = new ApiProblem(401, "Unauthorized", "");
  other.room.start();
  await settled();
  expect(other.room.standing.get()).toBe("sign-in");
});

it("asks the server nothing for who is nobody, and offers to sign in", async () => {
  const { room, server } = aRoom();
  server.isSignedIn = false;
  room.start();
  room.heard(5, 5);
  await settled();
  expect(server.asked).toBe(0);
  expect(room.standing.get()).toBe("sign-in");
});
