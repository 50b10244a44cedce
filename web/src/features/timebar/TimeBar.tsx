// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { usePeriod } from "../../state/usePeriod";
import { WINDOW_NAMES } from "../../state/window";
import { Button } from "../../ui/Button";
import { Choice } from "../../ui/Choice";
import { ReplayControls } from "../replay/ReplayControls";
import { barsOf, isPending } from "./bars";
import styles from "./TimeBar.module.css";
import { TimeBars } from "./TimeBars";
import { TimeSlider } from "./TimeSlider";

/** The past of the whole city at a glance, and the way to any moment of it. */
export function TimeBar() {
  const { t, f } = useWords();
  const session = useSession();
  const past = useStore(session.past);
  const period = usePeriod(session);
  const refused = useStore(session.refused);
  const timeline = useFetched(
    period.key,
    (signal) => session.api.timeline(period.from, period.to, period.bucketMs / 1000, signal),
    `${period.name}/${refused}`,
  );
  const interval = useStore(session.newest, (picture) => picture?.summary.interval ?? 0);
  const bars = barsOf(timeline.value, period).filter(
    ({ start, persons }) => !isPending({ start, value: persons }, period.bucketMs, period.now, interval),
  );
  const shown = past ? past.at : period.now;
  return (
    <section className={styles.bar} aria-label={t.time.label} data-testid="time-bar">
      <div className={`${styles.when} ${past ? styles.past : ""}`}>
        <p className={styles.time}>{f.time(shown)}</p>
        <p className={styles.sub}>
          {past ? t.time.ago(f.durationLong(Math.max(0, period.now - past.at))) : t.time.now}
        </p>
        <p className={styles.sub}>{timeline.state === "failed" ? t.time.failed : f.date(shown)}</p>
      </div>
      <div className={styles.middle}>
        <TimeBars bars={bars} period={period} shown={shown} onPick={(at) => session.lookAt(at)} />
        <TimeSlider bars={bars} period={period} at={past?.at ?? null} onChange={(at) => session.lookAt(at)} />
      </div>
      <div className={styles.controls}>
        <div className={styles.row}>
          <Choice
            label={t.time.window}
            value={period.name}
            onChange={(name) => session.window.set(name)}
            options={WINDOW_NAMES.map((name) => ({ value: name, label: t.time.windows[name] }))}
          />
          <Button look="primary" disabled={past === null} onClick={() => session.lookAt(null)}>
            {t.time.now}
          </Button>
        </div>
        {session.isReplay ? <ReplayControls /> : null}
      </div>
    </section>
  );
}
