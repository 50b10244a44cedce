// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useState } from "react";
import { clockAt } from "../live/clock";
import type { Session } from "./session";
import { useStore } from "./store";

/** The city's time now, rendered again every `everyMs`. NaN before the server has told it. */
export function useClock(session: Session, everyMs = 1000): number {
  const anchor = useStore(session.clock);
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => redraw((n) => n + 1), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return anchor ? clockAt(anchor, Date.now()) : Number.NaN;
}
