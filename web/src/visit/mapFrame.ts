// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { h, refill } from "./dom";
import type { SketchMap } from "./map";
import type { Told } from "./told";

/** A place for the map, which is fetched when the reader comes near it and not before. */
export function lazyMap(): { element: HTMLElement; show(told: Told, at: number): void } {
  const title = h("h2");
  const stage = h("div", { class: "stage" });
  const element = h("section", { class: "map", "data-testid": "map" }, title, stage);
  let drawn: SketchMap | null = null;
  let now: { told: Told; at: number } | null = null;
  let asked = false;

  const load = async (): Promise<void> => {
    if (asked || !now) return;
    asked = true;
    refill(stage, h("p", { class: "quiet" }, now.told.t.mapWait));
    try {
      const { sketchMap } = await import("./map");
      drawn = await sketchMap(stage, now.told);
      drawn.show(now.told, now.at);
      document.documentElement.dataset.mapReady = "true";
    } catch {
      refill(stage, h("p", { class: "quiet" }, now.told.t.mapLost));
      asked = false;
    }
  };

  new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && void load(), {
    rootMargin: "300px",
  }).observe(element);

  return {
    element,
    show(told, at) {
      now = { told, at };
      title.textContent = told.t.map;
      drawn?.show(told, at);
    },
  };
}
