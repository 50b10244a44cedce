// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { aheadOf, busiestIn, periodOf, type Soon } from "../../forecast/choices";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { usePeriod } from "../../state/usePeriod";
import { WINDOW_NAMES, WINDOWS } from "../../state/window";
import { Button } from "../../ui/Button";
import { Choice } from "../../ui/Choice";
import { ReplayControls } from "../replay/ReplayControls";
import { barsOf, isPending } from "./bars";
import styles from "./TimeBar.module.css";
import { TimeBars } from "./TimeBars";
import { TimeSlider } from "./TimeSlider";

const SOON: readonly Soon[] = ["tomorrow", "weekend"];

/** The past of the whole city and what is foreseen of it at a glance, and the way to any moment. */
export function TimeBar() {
  const { t, f } = useWords();
  const session = useSession();
  const other = useStore(session.elsewhen);
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
  const shown = other ? other.at : period.now;
  const look = other ? (other.isAhead ? styles.ahead : styles.past) : "";
  return (
    <section className={styles.bar} aria-label={t.time.label} data-testid="time-bar">
      <div className={`${styles.when} ${look}`}>
        <p className={styles.time}>{f.time(shown)}</p>
        <p className={styles.sub}>
          {other
            ? (other.isAhead ? t.time.ahead : t.time.ago)(f.durationLong(Math.abs(period.now - other.at)))
            : t.time.now}
        </p>
        <p className={styles.sub}>{timeline.state === "failed" ? t.time.failed : f.date(shown)}</p>
      </div>
      <div className={styles.middle}>
        <TimeBars bars={bars} period={period} shown={shown} onPick={(at) => session.lookAt(at)} />
        <TimeSlider
          bars={bars}
          period={period}
          at={other?.at ?? null}
          onChange={(at) => session.lookAt(at)}
        />
      </div>
      <div className={styles.controls}>
        <div className={styles.row}>
          <Choice
            label={t.time.window}
            value={period.name}
            onChange={(name) => session.window.set(name)}
            options={WINDOW_NAMES.map((name) => ({ value: name, label: t.time.windows[name] }))}
          />
          <Button look="primary" disabled={other === null} onClick={() => session.lookAt(null)}>
            {t.time.now}
          </Button>
        </div>
        {period.ahead.length > 0 ? <SoonChoices now={period.now} /> : null}
        {session.isReplay ? (
          <div data-quiet="">
            <ReplayControls />
          </div>
        ) : null}
      </div>
    </section>
  );
}

/** The busiest moment of tomorrow or of the weekend, in one go. */
function SoonChoices({ now }: { now: number }) {
  const { t, f } = useWords();
  const session = useSession();
  const timeline = useStore(session.timelineAhead);
  const all = aheadOf(timeline, now);
  return (
    <div className={styles.row}>
      {SOON.map((soon) => {
        const at = busiestIn(all, periodOf(soon, now, f.zone));
        return (
          <Button
            key={soon}
            look="small"
            disabled={at === null}
            title={at === null ? t.ahead.notThatFar : t.ahead.busiest(f.dayTime(at))}
            onClick={() => {
              if (at === null) return;
              if (at > now + WINDOWS[session.window.get()].aheadMs) session.window.set("week");
              session.lookAt(at);
            }}
          >
            {t.ahead.soon[soon]}
          </Button>
        );
      })}
    </div>
  );
}
