// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Governance for the mock server: who is signed in, and what is measured here. */
import { HERE } from "../src/public/here.fixture.ts";

const session = {
  stage: "anonymous",
  account: null,
  csrfToken: null,
  authenticatedAt: null,
  expiresAt: null,
  idleS: 1800,
  freshS: 600,
  assurance: "",
  secondFactors: [],
  methods: { password: true, passkey: true, providers: [] },
  firstAdministratorNeeded: true,
};

/** What the mock server answers under /api/v1 beyond the picture; undefined when it has no such thing. */
export const governance = (path: string): unknown =>
  ({
    "sessions/current": session,
    "own-permissions": { may: ["read", "control-replay"] },
    "registers/here": HERE,
  })[path];
