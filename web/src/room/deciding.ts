// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { createStore } from "../state/store";

/** The response on which the reader is deciding now: others are told, so that two do not decide at once. */
export const deciding = createStore<string | null>(null);
