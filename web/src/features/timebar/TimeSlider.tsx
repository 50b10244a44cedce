// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { CSSProperties, KeyboardEvent } from "react";
import { localTicks } from "../../format/zone";
import { useWords } from "../../i18n/i18n";
import { type Bar, barAt, stepsOf } from "./bars";
import styles from "./TimeSlider.module.css";

const HOUR = 3_600_000;

interface Props {
  readonly bars: readonly Bar[];
  readonly period: { name: string; from: number; to: number; bucketMs: number; page: number; now: number };
  readonly at: number | null;
  onChange(at: number | null): void;
}

const TICKS: Record<string, number> = { day: 3 * HOUR, week: 24 * HOUR, month: 72 * HOUR };

/** The slider under the bars. Its last step is "now"; every other one is a moment of the past. */
export function TimeSlider({ bars, period, at, onChange }: Props) {
  const { t, f } = useWords();
  const steps = stepsOf(period);
  const step = steps.toStep(at);
  const shown = at ?? period.now;
  const bar = barAt(bars, shown, period.bucketMs);
  const time = Number.isNaN(shown) ? "" : f.dayTime(shown);
  const spoken = ((): string => {
    if (at === null) return t.time.sliderNow(time);
    if (!bar || Number.isNaN(bar.persons)) return t.time.sliderUnknown(time);
    const word = t.levels[bar.level] ?? t.levelUnknown;
    return t.time.sliderText(time, f.number(bar.persons), t.level(f.number(bar.level), word));
  })();
  const pageKeys = (event: KeyboardEvent): void => {
    const by = { PageUp: period.page, PageDown: -period.page }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onChange(steps.toMoment(Math.max(0, step + by)));
  };
  const width = period.to - period.from;
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
        id="time-slider"
        aria-label={t.time.slider}
        aria-valuetext={spoken}
        min={0}
        max={steps.last}
        step={1}
        value={step}
        onKeyDown={pageKeys}
        onChange={(event) => onChange(steps.toMoment(event.target.valueAsNumber))}
        style={{ "--filled": `${(step / steps.last) * 100}%` } as CSSProperties}
      />
      <div className={styles.axis} aria-hidden="true">
        {Number.isNaN(period.from)
          ? null
          : localTicks(period.from, period.to, TICKS[period.name] ?? HOUR, f.zone).map((tick) => (
              <span key={tick} style={{ left: `${((tick - period.from) / width) * 100}%` }}>
                {text.format(tick)}
              </span>
            ))}
      </div>
    </>
  );
}
