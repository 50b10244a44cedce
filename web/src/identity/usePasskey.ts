// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { useTask } from "../ui/useTask";
import { identityApi } from "./api";
import { askPasskey, type CredentialJson, PasskeyCancelled } from "./passkeys";

/** Asks the browser for a passkey and hands it on; closing the browser's dialog is not an error but a sentence. */
export function usePasskey(use: (credential: CredentialJson) => Promise<unknown>) {
  const task = useTask();
  const [cancelled, setCancelled] = useState(false);
  const start = async (): Promise<void> => {
    setCancelled(false);
    await task.run(async () => {
      const { publicKey } = await identityApi.passkeyChallenge();
      try {
        await use(await askPasskey(publicKey));
      } catch (reason) {
        if (!(reason instanceof PasskeyCancelled)) throw reason;
        setCancelled(true);
      }
    });
  };
  return { start, busy: task.busy, fault: task.fault, cancelled };
}
