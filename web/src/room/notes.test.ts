// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { ApiProblem, Unreachable } from "../api/http";
import { type Keep, NO_KEEP, NoteQueue } from "./notes";

type Note = { text: string; key?: string };

function line(): { up: boolean; book: Note[]; send(note: Note): Promise<void>; fails: Error | null } {
  const it = {
    up: true,
    fails: null as Error | null,
    book: [] as Note[],
    async send(note: Note): Promise<void> {
      if (!it.up) throw new Unreachable();
      if (it.fails) throw it.fails;
      if (!it.book.some(({ key }) => key === note.key)) it.book.push(note);
    },
  };
  return it;
}

let n = 0;
const queue = (to: ReturnType<typeof line>, keep: Keep = NO_KEEP, late = (text: string) => text): NoteQueue =>
  new NoteQueue(
    (note) => to.send(note as Note),
    keep,
    () => `k${n++}`,
    late,
  );

it("writes at once while the line is there", async () => {
  const server = line();
  const notes = queue(server);
  expect(await notes.write({ text: "All quiet." }, 0)).toBe(true);
  expect(server.book.map(({ text }) => text)).toEqual(["All quiet."]);
  expect(notes.waiting.get()).toEqual([]);
});

it("keeps what is written while the line is down, in order, and sends it once when it is back", async () => {
  const server = line();
  const notes = queue(server);
  server.up = false;
  expect(await notes.write({ text: "one" }, 0)).toBe(false);
  await notes.write({ text: "two" }, 1);
  expect(notes.waiting.get()).toHaveLength(2);
  server.up = true;
  await Promise.all([notes.flush(), notes.flush()]);
  expect(server.book.map(({ text }) => text)).toEqual(["one", "two"]);
  expect(notes.waiting.get()).toEqual([]);
});

it("tells of a note that is sent together with the one before it that it has been written", async () => {
  const server = line();
  const notes = queue(server);
  expect(await Promise.all([notes.write({ text: "one" }, 0), notes.write({ text: "two" }, 1)])).toEqual([
    true,
    true,
  ]);
  expect(server.book).toHaveLength(2);
});

it("sends under the same key what may have come through already, so that it is written once", async () => {
  const server = line();
  let lost = true;
  const notes = new NoteQueue(
    async (note) => {
      await server.send(note as Note);
      if (lost) throw new Unreachable();
    },
    NO_KEEP,
    () => "k",
    (text) => text,
  );
  await notes.write({ text: "one" }, 0);
  lost = false;
  await notes.flush();
  expect(server.book).toHaveLength(1);
});

it("says when it was written what comes late", async () => {
  const server = line();
  const notes = queue(server, NO_KEEP, (text) => `${text} (at 21:05)`);
  await notes.write({ text: "one" }, 0);
  expect(server.book[0]?.text).toBe("one (at 21:05)");
});

it("keeps what is refused to be read, and goes on with the next", async () => {
  const server = line();
  const notes = queue(server);
  server.fails = new ApiProblem(400, "Bad request", "Too long.");
  await notes.write({ text: "one" }, 0);
  server.fails = null;
  await notes.write({ text: "two" }, 1);
  expect(notes.waiting.get().map(({ refused }) => refused)).toEqual(["Too long."]);
  expect(server.book.map(({ text }) => text)).toEqual(["two"]);
  expect(notes.drop(notes.waiting.get()[0]?.key ?? "")).toBe("one");
});

it("sends what was refused once more when asked to, and tells when it is refused again", async () => {
  const server = line();
  const notes = queue(server);
  server.fails = new ApiProblem(403, "", "Your party may not write here.");
  await notes.write({ text: "one" }, 0);
  const key = notes.waiting.get()[0]?.key ?? "";
  await notes.retry(key);
  expect(notes.waiting.get()[0]?.refused).toBe("Your party may not write here.");
  server.fails = null;
  await notes.retry(key);
  expect(notes.waiting.get()).toEqual([]);
  expect(server.book.map(({ text }) => text)).toEqual(["one"]);
});

it("waits for who has to sign in again", async () => {
  const server = line();
  const notes = queue(server);
  server.fails = new ApiProblem(401, "", "Sign in first.");
  await notes.write({ text: "one" }, 0);
  expect(notes.waiting.get()[0]?.refused).toBeNull();
});

it("has what waited after the page was loaded again, also when what was kept is broken", async () => {
  let kept: string | null = null;
  const keep: Keep = { load: () => kept, save: (text) => (kept = text) };
  const server = line();
  server.up = false;
  await queue(server, keep).write({ text: "one" }, 0);
  server.up = true;
  const again = queue(server, keep);
  await again.flush();
  expect(server.book.map(({ text }) => text)).toEqual(["one"]);
  kept = "{broken";
  expect(queue(server, keep).waiting.get()).toEqual([]);
});
