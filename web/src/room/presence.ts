// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { ApiProblem } from "../api/http";
import type { PresenceJson, PresentJson } from "../api/room";
import type { Store } from "../state/store";

/** A screen tells so often that somebody is at it; the server forgets it after three that did not come. */
export const EVERY_MS = 5000;
/** Going from one thing to the next is told at most so often. */
const SOON_MS = 400;

export interface Looking {
  readonly warningId: string;
  readonly responseId: string;
  readonly areaId: string;
  readonly isActing: boolean;
}

/**
 * Tells the server who is here and at what they look, and hears who else is. Only while the page is visible: who is in
 * another tab is not there. It stops by itself for who may not take part.
 */
export function startPresence(
  send: (told: PresenceJson) => Promise<PresentJson[]>,
  screen: string,
  looking: () => Looking,
  changes: readonly Pick<Store<unknown>, "subscribe">[],
  heard: (present: readonly PresentJson[]) => void,
): () => void {
  let stopped = false;
  let soon: number | null = null;
  const tell = async (): Promise<void> => {
    if (stopped || document.visibilityState !== "visible") return;
    try {
      heard(await send({ screen, ...looking() }));
    } catch (reason) {
      heard([]);
      // Who has to sign in again may take part again after that.
      if (reason instanceof ApiProblem && reason.status === 403) stop();
    }
  };
  const tellSoon = (): void => {
    soon ??= window.setTimeout(() => {
      soon = null;
      void tell();
    }, SOON_MS);
  };
  const timer = window.setInterval(() => void tell(), EVERY_MS);
  const stops = changes.map((store) => store.subscribe(tellSoon));
  document.addEventListener("visibilitychange", tellSoon);
  void tell();
  function stop(): void {
    stopped = true;
    window.clearInterval(timer);
    if (soon !== null) window.clearTimeout(soon);
    document.removeEventListener("visibilitychange", tellSoon);
    for (const end of stops) end();
  }
  return () => {
    const was = stopped;
    stop();
    if (!was) void send({ screen, isLeaving: true }).catch(() => {});
  };
}

/** Those who look at the same thing, each person once; who is deciding on it first. */
export function beside(
  present: readonly PresentJson[],
  what: Partial<Pick<Looking, "warningId" | "responseId">>,
): PresentJson[] {
  const found = present.filter(
    (one) =>
      !one.isSelf &&
      ((what.warningId && one.warningId === what.warningId) ||
        (what.responseId && one.responseId === what.responseId)),
  );
  return everybody(found);
}

/** Every person once, by what they do: who decides before who looks. */
export function everybody(present: readonly PresentJson[]): PresentJson[] {
  const byName = new Map<string, PresentJson>();
  for (const one of present) {
    if (one.isSelf) continue;
    const known = byName.get(`${one.party} ${one.name}`);
    if (!known || (one.isActing && !known.isActing)) byName.set(`${one.party} ${one.name}`, one);
  }
  return [...byName.values()].sort((a, b) => Number(b.isActing) - Number(a.isActing));
}
