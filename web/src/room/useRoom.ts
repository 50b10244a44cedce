// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useSession } from "../state/context";
import type { Room } from "./room";

/** The crowd room of this screen. */
export const useRoom = (): Room => useSession().room;
