// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { isEvent, toggleEvent } from "../../room/eventMode";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";

/** Event mode on and off. */
export function EventButton() {
  const { t } = useWords();
  const on = useStore(isEvent);
  return (
    <Button
      look="square"
      aria-pressed={on}
      aria-label={t.event}
      aria-keyshortcuts="e"
      title={t.eventHint}
      data-testid="event-mode"
      onClick={toggleEvent}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true" focusable="false">
        <path
          d="M2 6V2H6M10 2H14V6M14 10V14H10M6 14H2V10"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </Button>
  );
}
