// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { remember, remembered } from "../app/memory";
import { createStore } from "../state/store";

export type Theme = "light" | "dark";

const asked = (): Theme | null => {
  const found = new URLSearchParams(location.search).get("theme") ?? remembered("theme");
  return found === "light" || found === "dark" ? found : null;
};

/** The theme on the screen: the one asked for in the address, else the one chosen before, else the system's. */
export const theme = createStore<Theme>("light");

function apply(next: Theme): void {
  theme.set(next);
  document.documentElement.dataset.theme = next;
}

export function chooseTheme(next: Theme): void {
  remember("theme", next);
  apply(next);
}

/** Called before the first drawing; follows the system for as long as the reader has not chosen. */
export function startTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = (): void => apply(asked() ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", follow);
  follow();
}
