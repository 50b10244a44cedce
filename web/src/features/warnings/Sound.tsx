// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useRef } from "react";
import { chooseSound, isSilenced, sound } from "../../room/sound";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import styles from "./WarningsPanel.module.css";

/** Asks once whether new warnings may sound. */
export function SoundAsk() {
  const { t } = useWords();
  if (useStore(sound) !== null) return null;
  return (
    <div className={styles.ask} data-testid="sound-ask">
      <p>{t.sound.ask}</p>
      <Button look="primary" onClick={() => chooseSound("on")}>
        {t.sound.yes}
      </Button>
      <Button onClick={() => chooseSound("off")}>{t.sound.no}</Button>
    </div>
  );
}

/** Whether it sounds, and the way to change that; it says so when the browser does not let it sound yet. */
export function SoundButton() {
  const { t } = useWords();
  const state = useStore(sound);
  const silenced = useStore(isSilenced);
  const wasSilenced = useRef(false);
  if (state === null) return null;
  const begin = (): void => {
    wasSilenced.current = silenced;
  };
  // The first click is what the browser waited for: it lets the sound in, and does not turn it off.
  const change = (): void => {
    chooseSound(state === "on" && !wasSilenced.current ? "off" : "on");
    wasSilenced.current = false;
  };
  return (
    <Button
      look="small"
      aria-pressed={state === "on"}
      data-testid="sound"
      onPointerDown={begin}
      onKeyDown={begin}
      onClick={change}
    >
      <Bell isOn={state === "on"} />
      {state === "on" ? (silenced ? t.sound.silenced : t.sound.on) : t.sound.off}
    </Button>
  );
}

function Bell({ isOn }: { isOn: boolean }) {
  return (
    <svg width="13" height="13" viewBox="0 0 16 16" fill="none" aria-hidden="true" focusable="false">
      <path
        d={`M3 11.500H13L11.700 9.600V6.800A3.700 3.700 0 0 0 4.300 6.800V9.600ZM6.800 13.600H9.200${isOn ? "" : "M2 2 14 14"}`}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
