// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Component, type ReactNode } from "react";
import { MapLost } from "./MapLost";

/** When the map's code cannot be loaded or fails, the rest of the screen goes on without it. */
export class MapBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    // The browser remembers that the code could not be loaded: only a fresh page tries it again.
    return <MapLost onRetry={() => location.reload()} />;
  }
}
