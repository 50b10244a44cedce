// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback } from "react";
import { ApiProblem } from "../api/http";
import { type Begun, useReason } from "./useReason";
import { useRoom } from "./useRoom";

/** What has a version that a change names, and steps that tell what was done with it. */
export interface Stepped {
  readonly version: number;
  readonly steps: readonly unknown[];
}

export interface LookedAt<T, D extends string> extends Begun<D> {
  /** As it was when the reader began to decide. */
  readonly at: T;
  /** Somebody did something with it since: the reader is told, and decides anew. */
  readonly isOther: boolean;
  /** The reader decides, from now on, on what is there now. */
  begin(now: T): void;
}

/** Holds a decision to what was looked at when it was begun, however much changes on the screen meanwhile. */
export function useLookedAt<T extends Stepped & { readonly id: string }, D extends string>(
  newest: T,
): LookedAt<T, D> {
  const { reasons } = useRoom();
  const { id } = newest;
  const begun = useReason<D>(id);
  const at = (begun.deed === null ? null : (begun.reason.at as T | null)) ?? newest;
  return {
    ...begun,
    at,
    isOther: at.steps.length !== newest.steps.length,
    begin: useCallback((now) => reasons.change(id, { at: now }), [reasons, id]),
  };
}

/** Whether a refusal says that somebody else was first. */
export const isFirst = (reason: unknown): boolean => reason instanceof ApiProblem && reason.status === 412;

/** More often than this nobody's figures change between a look and a deed. */
const MOST_TRIES = 4;

/**
 * Does something with what was looked at. New figures alone, which no one did, are no reason to refuse it: then it is
 * done on the newest version. When somebody did something with it, that is taken over before this fails.
 */
export async function doneOn<T extends Stepped>(
  looked: T,
  work: (version: number) => Promise<T>,
  newest: () => Promise<T>,
  take: (now: T) => void,
): Promise<void> {
  let version = looked.version;
  for (let tries = 1; ; tries++) {
    try {
      take(await work(version));
      return;
    } catch (reason) {
      if (!isFirst(reason) && !(reason instanceof ApiProblem && reason.status === 409)) throw reason;
      const now = await newest();
      take(now);
      if (!isFirst(reason) || now.steps.length !== looked.steps.length || tries >= MOST_TRIES) throw reason;
      version = now.version;
    }
  }
}
