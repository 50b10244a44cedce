// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";

/** Puts a screen on its page. */
export function start(screen: ReactNode): void {
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<StrictMode>{screen}</StrictMode>);
}
