// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** What a role may do when the server does not say: no more than the rules that are shipped allow. */
const BY_ROLE: Readonly<Record<string, readonly string[]>> = {
  "duty-officer": ["control-replay", "respond", "approve", "read"],
  analyst: ["control-replay", "read", "export"],
  planner: ["respond", "read"],
  "privacy-officer": ["withdraw", "read-log", "read-security-log", "read-draft", "read"],
  administrator: ["administer", "withdraw", "read-log", "read-security-log", "configure", "control-replay"],
};

export const permittedBy = (roles: readonly string[]): ReadonlySet<string> =>
  new Set(roles.flatMap((role) => BY_ROLE[role] ?? []));
