// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { createStore } from "../state/store";

/** Whether an event goes on: everything larger, and nothing on the screen that is not needed for it. */
export const isEvent = createStore(false);

export function toggleEvent(): void {
  const next = !isEvent.get();
  if (next) document.documentElement.dataset.event = "";
  else delete document.documentElement.dataset.event;
  isEvent.set(next);
}
