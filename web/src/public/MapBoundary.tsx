// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Component, type ReactNode } from "react";
import { Notice } from "../ui/Notice";
import { useWords } from "./words";

/** In the map's place when there is none: the list tells the same. */
export function MapLost() {
  const { t } = useWords();
  return (
    <Notice tone="info" testId="map-lost">
      <p>{t.mapLost}</p>
    </Notice>
  );
}

/** When the map's code cannot be loaded or fails, the page goes on without it. */
export class MapBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <MapLost /> : this.props.children;
  }
}
