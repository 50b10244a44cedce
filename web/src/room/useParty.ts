// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback } from "react";
import { useStore } from "../state/store";
import { useRoom } from "./useRoom";

/** What a party is called. */
export function useParty(): (id: string) => string {
  const parties = useStore(useRoom().responses)?.parties;
  return useCallback((id) => parties?.find((one) => one.id === id)?.name ?? id, [parties]);
}
