// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";

/** Single keys work everywhere but in a field where they would be typed, and not together with Ctrl, Alt or Meta. */
export function isTyping(target: { tagName?: string; type?: string } | null): boolean {
  return isFilledIn(target) || (target?.tagName === "INPUT" && target.type === "checkbox");
}

/** Whether it is a field that is being filled in: Escape there is not to go away from it. */
export function isFilledIn(target: { tagName?: string; type?: string } | null): boolean {
  const tag = target?.tagName ?? "";
  if (tag === "TEXTAREA" || tag === "SELECT") return true;
  return tag === "INPUT" && !["range", "radio", "checkbox"].includes(target?.type ?? "");
}

/** Escape goes back from wherever the focus is, but where it already means something: in a dialog, or in what is being written. */
export function useEscape(back: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (isFilledIn(event.target as HTMLElement) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      back();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [back]);
}

export function useShortcuts(actions: Record<string, () => void>, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target as HTMLElement) || document.querySelector("dialog[open]")) return;
      const action = actions[event.key.toLowerCase()];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [actions, enabled]);
}
