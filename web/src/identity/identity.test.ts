// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { describe, expect, it } from "vitest";
import { initialsOf } from "./AccountMenu";
import { isFresh } from "./identity";
import { permittedBy } from "./permitted";
import type { SessionBody } from "./types";

const SESSION: SessionBody = {
  stage: "complete",
  account: { id: "1", name: "Mara de Vries", login: "mara", party: "municipality", roles: [] },
  csrfToken: "t",
  authenticatedAt: "2026-11-21T10:00:00Z",
  expiresAt: null,
  idleS: 1800,
  freshS: 600,
  assurance: "mfa",
  secondFactors: ["totp"],
  methods: { password: true, passkey: true, providers: [] },
  firstAdministratorNeeded: false,
};
const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`);

describe("a proof of who somebody is", () => {
  it("is fresh until shortly before the server's limit, so that the approval still arrives in time", () => {
    expect(isFresh(SESSION, at("10:09:39"))).toBe(true);
    expect(isFresh(SESSION, at("10:09:41"))).toBe(false);
  });

  it("is never fresh for who is not signed in completely", () => {
    expect(isFresh({ ...SESSION, stage: "second-factor" }, at("10:00:01"))).toBe(false);
    expect(isFresh(null, at("10:00:01"))).toBe(false);
  });
});

it("shows two letters of a name, one of a single word", () => {
  expect(initialsOf("Mara de Vries")).toBe("MV");
  expect(initialsOf("mara")).toBe("M");
  expect(initialsOf("")).toBe("");
});

it("allows nothing to who has no role when the server does not say", () => {
  expect(permittedBy([]).size).toBe(0);
  expect(permittedBy(["planner"]).has("withdraw")).toBe(false);
});
