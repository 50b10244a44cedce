// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";
import { roomApi } from "../api/room";
import { permitted } from "../identity/identity";
import { useSession } from "../state/context";
import { useStore } from "../state/store";
import { deciding } from "./deciding";
import { newKey } from "./make";
import { startPresence } from "./presence";

/** Tells others at what the reader looks, and hears at what they do: of who acts on warnings only. */
export function usePresence(): void {
  const session = useSession();
  const { room } = session;
  const isThere = useStore(room.standing) === "ready";
  const may = useStore(permitted, (actions) => actions.has("respond"));
  useEffect(() => {
    if (!isThere || !may) return;
    return startPresence(
      roomApi.present,
      newKey(),
      () => ({
        warningId: room.at.get() ?? "",
        responseId: room.chosen.get() ?? "",
        areaId: session.selected.get() ?? "",
        isActing: deciding.get() !== null && deciding.get() === room.chosen.get(),
      }),
      [room.at, room.chosen, deciding],
      (present) => room.present.set(present),
    );
  }, [session, room, isThere, may]);
}
