// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { CSSProperties, KeyboardEvent } from "react";
import type { AheadBar } from "../../forecast/choices";
import { localTicks } from "../../format/zone";
import { useWords } from "../../i18n/i18n";
import { aheadAt, type Bar, barAt, stepOfKey, stepsOf } from "./bars";
import styles from "./TimeSlider.module.css";

const HOUR = 3_600_000;

interface Props {
  readonly bars: readonly Bar[];
  readonly period: {
    name: string;
    from: number;
    until: number;
    bucketMs: number;
    page: number;
    now: number;
    ahead: readonly AheadBar[];
  };
  readonly at: number | null;
  onChange(at: number | null): void;
}

const TICKS: Record<string, number> = { day: 3 * HOUR, week: 24 * HOUR, month: 72 * HOUR };

/** How far marks are apart; twice as far where as much again is foreseen. */
function tickStep(name: string, length: number): number {
  const usual = TICKS[name] ?? HOUR;
  return length > 13 * usual && name !== "day"
    ? 2 * usual
    : length > 30 * HOUR && name === "day"
      ? 2 * usual
      : usual;
}

/** The slider under the bars: moments of the past, then "now", then every step that is foreseen. */
export function TimeSlider({ bars, period, at, onChange }: Props) {
  const { t, f } = useWords();
  const steps = stepsOf(period, period.ahead);
  const step = steps.toStep(at);
  const shown = at ?? period.now;
  const isAhead = at !== null && at > period.now;
  const bar = isAhead ? aheadAt(period.ahead, at) : barAt(bars, shown, period.bucketMs);
  const time = Number.isNaN(shown) ? "" : f.dayTime(shown);
  const spoken = ((): string => {
    if (at === null) return t.time.sliderNow(time);
    if (!bar || Number.isNaN(bar.persons))
      return (isAhead ? t.time.sliderUnforeseen : t.time.sliderUnknown)(time);
    const word = t.levels[bar.level] ?? t.levelUnknown;
    const text = isAhead ? t.time.sliderForeseen : t.time.sliderText;
    return text(time, f.number(bar.persons), t.level(f.number(bar.level), word));
  })();
  const keys = (event: KeyboardEvent): void => {
    const to = stepOfKey(event.key, step, period.page, steps.last);
    if (to === null) return;
    event.preventDefault();
    onChange(steps.toMoment(to));
  };
  const width = period.until - period.from;
  // The thumb stands at its own moment on the axis of the bars, which ends a little after now or after what is foreseen.
  const end = period.ahead.at(-1)?.start ?? period.now;
  const length = end - period.from;
  const reach = Number.isNaN(length) ? 1 : Math.min(1, length / width);
  const share = Number.isNaN(length) ? 1 : Math.min(1, Math.max(0, (shown - period.from) / length));
  const text = new Intl.DateTimeFormat(f.locale, {
    timeZone: f.zone,
    ...(period.name === "day"
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { weekday: "short", day: "numeric", month: period.name === "month" ? "short" : undefined }),
  });
  return (
    <>
      <input
        type="range"
        className={styles.slider}
        data-ahead={isAhead}
        id="time-slider"
        aria-label={t.time.slider}
        aria-valuetext={spoken}
        onKeyDown={keys}
        min={0}
        max={Number.isNaN(length) ? 1 : length}
        step="any"
        value={Number.isNaN(length) ? 1 : Math.min(length, Math.max(0, shown - period.from))}
        onChange={(event) => onChange(steps.toMoment(steps.nearest(event.target.valueAsNumber)))}
        style={
          { "--filled": `${share * 100}%`, width: `calc(18px + (100% - 18px) * ${reach})` } as CSSProperties
        }
      />
      <div className={styles.axis} aria-hidden="true">
        {Number.isNaN(period.from)
          ? null
          : localTicks(period.from, period.until, tickStep(period.name, width), f.zone).map((tick) => (
              <span key={tick} style={{ left: `${((tick - period.from) / width) * 100}%` }}>
                {text.format(tick)}
              </span>
            ))}
      </div>
    </>
  );
}
