// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ResponseState, TaskState, WarningState } from "../../api/room";
import type { Tone } from "../../ui/Notice";

/** The tone of each state: what asks for somebody is an alarm, what is under way is news, what is over is quiet. */
export const STATE_TONES: Record<WarningState, Tone> = {
  raised: "alarm",
  seen: "warn",
  handled: "info",
  closed: "good",
  expired: "info",
  false: "info",
};

export const RESPONSE_TONES: Record<ResponseState, Tone> = {
  proposed: "warn",
  approved: "info",
  executing: "info",
  executed: "good",
  withdrawn: "info",
  refused: "info",
  expired: "info",
  failed: "alarm",
};

export const TASK_TONES: Record<TaskState, Tone> = {
  open: "warn",
  acknowledged: "info",
  done: "good",
  declined: "alarm",
  cancelled: "info",
};
