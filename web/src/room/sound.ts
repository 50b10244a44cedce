// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Severity } from "../api/room";
import { remember, remembered } from "../app/memory";
import { createStore } from "../state/store";

/** Whether new warnings sound; null before the reader was asked. */
export const sound = createStore<"on" | "off" | null>(null);

/** The browser lets a page sound only after the reader has done something on it. */
export const isSilenced = createStore(false);

let context: AudioContext | null = null;

/** Two tones per call, higher and more of them for what is worse: 880 Hz carries through a room without being shrill. */
const CALLS: Record<Severity, { readonly tones: readonly number[]; readonly times: number }> = {
  Extreme: { tones: [988, 740], times: 3 },
  Severe: { tones: [880, 660], times: 2 },
  Moderate: { tones: [660, 784], times: 1 },
  Minor: { tones: [587], times: 1 },
  Unknown: { tones: [587], times: 1 },
};
const TONE_S = 0.16;
const PAUSE_S = 0.22;
const LOUD = 0.22;
/** A call that the browser held back for longer than this is not made any more: it would tell of something else. */
const LATE_MS = 3000;

/** When each tone of a call begins, in seconds, and how high it is. */
export function toneTimes(severity: Severity): readonly { readonly at: number; readonly hz: number }[] {
  const { tones, times } = CALLS[severity];
  const call = tones.length * TONE_S + PAUSE_S;
  return Array.from({ length: times }, (_, n) =>
    tones.map((hz, i) => ({ at: n * call + i * TONE_S, hz })),
  ).flat();
}

function play(at: AudioContext, severity: Severity): void {
  for (const { at: after, hz } of toneTimes(severity)) {
    const begin = at.currentTime + 0.02 + after;
    const tone = at.createOscillator();
    const gain = at.createGain();
    tone.type = "triangle";
    tone.frequency.value = hz;
    // It swells and fades: a tone that is cut off clicks.
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(LOUD, begin + 0.015);
    gain.gain.setValueAtTime(LOUD, begin + TONE_S - 0.04);
    gain.gain.linearRampToValueAtTime(0, begin + TONE_S);
    tone.connect(gain).connect(at.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S + 0.02);
  }
}

/** Sounds once, when the reader wants that and the browser lets it. */
export function sounds(severity: Severity): void {
  document.documentElement.dataset.sounded = severity;
  if (sound.get() !== "on" || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  const at = context;
  if (at.state === "running") play(at, severity);
  else {
    // Until the reader touches the page a browser answers nothing, neither yes nor no.
    isSilenced.set(true);
    const asked = Date.now();
    at.resume().then(
      () => {
        isSilenced.set(false);
        if (sound.get() === "on" && Date.now() - asked < LATE_MS) play(at, severity);
      },
      () => {},
    );
  }
}

export function chooseSound(next: "on" | "off"): void {
  remember("sound", next);
  sound.set(next);
  if (next === "on") sounds("Moderate");
  else isSilenced.set(false);
}

/** Takes up what was chosen before. Until the reader has touched the page, it says that it cannot sound yet. */
export function startSound(): () => void {
  const before = remembered("sound");
  sound.set(before === "on" || before === "off" ? before : null);
  if (before !== "on" || typeof AudioContext === "undefined") return () => {};
  context ??= new AudioContext();
  const at = context;
  isSilenced.set(at.state !== "running");
  // Not every touch counts for every browser: a finger does when it is lifted.
  const touches = ["pointerdown", "pointerup", "keydown"] as const;
  const stop = (): void => {
    for (const touch of touches) window.removeEventListener(touch, wake, true);
  };
  function wake(): void {
    at.resume().then(
      () => {
        stop();
        isSilenced.set(false);
      },
      () => {},
    );
  }
  for (const touch of touches) window.addEventListener(touch, wake, true);
  return stop;
}
