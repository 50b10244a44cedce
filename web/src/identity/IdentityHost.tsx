// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { lazy, Suspense, useEffect } from "react";
import { useStore } from "../state/store";
import { asked, startIdentity } from "./identity";

const Dialogs = lazy(() => import("./Dialogs"));

/** Keeps knowing who is signed in for as long as it is on the screen; its dialogs are fetched when first needed. */
export function IdentityHost() {
  const question = useStore(asked);
  useEffect(startIdentity, []);
  return <Suspense fallback={null}>{question ? <Dialogs /> : null}</Suspense>;
}
