// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { toIso } from "../../api/client";
import { fromLocalInput, toLocalInput } from "../../format/zone";
import { useWords } from "../../i18n/i18n";
import { permitted } from "../../identity/identity";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import styles from "./ReplayControls.module.css";

const SPEEDS = [1, 60, 600, 3600, 21600];

/** Play, pause, how fast and where to: only in a replay, where the clock is ours to set. */
export function ReplayControls() {
  const { t, f } = useWords();
  const session = useSession();
  const replay = useStore(session.replay);
  const [wanted, setWanted] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const may = useStore(permitted);
  if (!replay || !may.has("control-replay")) return null;
  const change = (what: Parameters<typeof session.changeReplay>[0]): void => {
    setRefused(null);
    session.changeReplay(what).catch((reason: unknown) => {
      setRefused(reason instanceof Error && reason.message ? reason.message : t.replay.failed);
    });
  };
  const [from, to] = [Date.parse(replay.from), Date.parse(replay.to)];
  const seek = (event: FormEvent): void => {
    event.preventDefault();
    const at = fromLocalInput(wanted ?? toLocalInput(Date.parse(replay.now), f.zone), f.zone);
    if (!(at >= from && at <= to)) {
      setRefused(t.replay.outside(f.dateTime(from), f.dateTime(to)));
      return;
    }
    change({ now: toIso(at) });
    setWanted(null);
  };
  const speeds = SPEEDS.includes(replay.speed) ? SPEEDS : [...SPEEDS, replay.speed].sort((a, b) => a - b);
  return (
    <form className={styles.controls} aria-label={t.replay.label} onSubmit={seek}>
      <Button
        onClick={() => change({ paused: !replay.paused })}
        disabled={replay.atEnd}
        data-testid="replay-play"
      >
        <span aria-hidden="true">{replay.paused ? "▶" : "❚❚"}</span>
        {replay.atEnd ? t.replay.atEnd : replay.paused ? t.replay.play : t.replay.pause}
      </Button>
      <label className={styles.field}>
        <span className="visually-hidden">{t.replay.speed}</span>
        <select value={replay.speed} onChange={(event) => change({ speed: Number(event.target.value) })}>
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {f.number(speed)}×
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        <span className="visually-hidden">{t.replay.seek}</span>
        <input
          type="datetime-local"
          value={wanted ?? toLocalInput(Date.parse(replay.now), f.zone)}
          min={toLocalInput(from, f.zone)}
          max={toLocalInput(to, f.zone)}
          onChange={(event) => setWanted(event.target.value)}
        />
      </label>
      <Button type="submit">{t.replay.go}</Button>
      {refused ? (
        <p className={styles.error} role="alert">
          {refused}
        </p>
      ) : null}
    </form>
  );
}
