// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import type { FanPoint } from "../../forecast/fan";
import { localTicks } from "../../format/zone";
import { useWords } from "../../i18n/i18n";
import { Hatch } from "../../ui/Hatch";
import { useWidth } from "../../ui/useWidth";
import styles from "./CourseChart.module.css";
import { bandPath, fanLine, fanPath, type HistoryPoint, linePath, scalesOf } from "./chart";
import { type Probe, probesOf, stepTo } from "./probe";

const HEIGHT = 200;
const HOUR = 3_600_000;
const LIMIT = 4;

interface Props {
  readonly points: readonly HistoryPoint[];
  /** What is foreseen; empty where nothing is. */
  readonly fan: readonly FanPoint[];
  readonly period: { from: number; to: number };
  readonly now: number;
  readonly bucketMs: number;
  readonly capacity: number | null;
  readonly starts: readonly { level: number; persons: number }[];
  /** The moment that the screen shows. */
  readonly moment: number;
  readonly label: string;
  onPick(at: number): void;
}

const tickStep = (length: number): number => {
  if (length <= 26 * HOUR) return 6 * HOUR;
  if (length <= 50 * HOUR) return 12 * HOUR;
  if (length <= 8 * 24 * HOUR) return 24 * HOUR;
  return length <= 15 * 24 * HOUR ? 72 * HOUR : 7 * 24 * HOUR;
};

/** What a screen reader says of one place on the chart. */
export function useProbeWords(): (probe: Probe) => string {
  const { t, f } = useWords();
  return ({ point, ahead }) => {
    if (!ahead) {
      const shown = point && f.band(point.persons, point.lower, point.upper);
      const persons = shown
        ? `${shown.value}${shown.lower ? `, ${t.band.between(shown.lower, shown.upper ?? "")}` : ""}`
        : t.unknown;
      return t.ahead.valueMeasured(f.dateTime(point?.start ?? Number.NaN), persons);
    }
    const number = (value: number): string => (Number.isNaN(value) ? t.unknown : f.number(value));
    return [
      t.ahead.value(
        f.dateTime(ahead.start),
        number(ahead.median),
        number(ahead.lower80),
        number(ahead.upper80),
        number(ahead.lower95),
        number(ahead.upper95),
      ),
      Number.isNaN(ahead.reference) ? "" : t.ahead.valueReference(f.number(ahead.reference)),
      Number.isNaN(ahead.likely45) ? "" : t.ahead.valueLikely(f.chance(ahead.likely45)),
    ]
      .filter(Boolean)
      .join(", ");
  };
}

/**
 * Persons over time: counted with the band of the doubt, then foreseen with the bands of 80 and 95 %, beside what the
 * reference says and what it is all held against. A slider: arrow keys read the values, Enter shows that moment.
 */
export function CourseChart(props: Props) {
  const { points, fan, period, now, bucketMs, capacity, starts, moment, label, onPick } = props;
  const { t, f } = useWords();
  const words = useProbeWords();
  const hatch = useId();
  const clip = useId();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [probeAt, setProbeAt] = useState<number | null>(null);
  const box = { left: 38, right: Math.max(60, width - 14), top: 10, bottom: HEIGHT - 34 };
  const scales = scalesOf(points, period, box, capacity, fan);
  const { x, y } = scales;
  const [, highest = 1] = y.domain();
  const long = period.to - period.from > 50 * HOUR;
  const tickText = new Intl.DateTimeFormat(f.locale, {
    timeZone: f.zone,
    ...(long ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  });
  const probes = probesOf(points, fan);
  const place = probes.findIndex(({ start }) => start === probeAt);
  const probe = place < 0 ? null : (probes[place] ?? null);
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const at = x.invert(event.clientX - event.currentTarget.getBoundingClientRect().left).getTime();
    setProbeAt(
      probes.find(({ start, ahead }) => at >= start && at < start + (ahead?.lengthMs ?? bucketMs))?.start ??
        null,
    );
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && probe) onPick(probe.start);
    else {
      const next = stepTo(event.key, place, probes, now);
      if (next === null) return;
      setProbeAt(probes[next]?.start ?? null);
    }
    event.preventDefault();
  };
  const shown = probe?.ahead
    ? f.band(probe.ahead.median, probe.ahead.lower80, probe.ahead.upper80)
    : probe?.point && f.band(probe.point.persons, probe.point.lower, probe.point.upper);
  const rest =
    place < 0
      ? Math.max(
          0,
          probes.findLastIndex(({ start }) => start <= now),
        )
      : place;
  const spoken = probes[rest];
  return (
    <div
      ref={ref}
      className={styles.box}
      role="slider"
      tabIndex={0}
      data-testid="course-chart"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, probes.length - 1)}
      aria-valuenow={rest}
      aria-valuetext={spoken ? words(spoken) : t.unknown}
      onKeyDown={keys}
      onBlur={() => setProbeAt(null)}
    >
      <svg
        className={styles.chart}
        width={width}
        height={HEIGHT}
        aria-hidden="true"
        onPointerMove={point}
        onPointerLeave={() => setProbeAt(null)}
        onClick={() => probe && onPick(probe.start)}
      >
        <defs>
          <Hatch id={hatch} />
          <clipPath id={clip}>
            <rect
              x={box.left}
              y={box.top - 4}
              width={box.right - box.left}
              height={box.bottom - box.top + 4}
            />
          </clipPath>
        </defs>
        {y
          .ticks(4)
          .filter(Number.isInteger)
          .map((value) => (
            <g key={value}>
              <line className={styles.grid} x1={box.left} x2={box.right} y1={y(value)} y2={y(value)} />
              <text className={styles.tick} x={box.left - 6} y={y(value) + 4} textAnchor="end">
                {f.number(value)}
              </text>
            </g>
          ))}
        {starts
          .filter(({ persons }) => persons <= highest)
          .map(({ level, persons }) => (
            <g key={level}>
              <line
                className={level >= LIMIT ? styles.limit : styles.start}
                data-level={level}
                x1={box.left}
                x2={box.right}
                y1={y(persons)}
                y2={y(persons)}
              />
              <text className={styles.tick} x={box.right + 4} y={y(persons) + 4}>
                {level}
              </text>
            </g>
          ))}
        {localTicks(period.from, period.to, tickStep(period.to - period.from), f.zone).map((at) => (
          <text key={at} className={styles.tick} x={x(at)} y={HEIGHT - 6} textAnchor="middle">
            {tickText.format(at)}
          </text>
        ))}
        {probes.map(({ start, ahead, level }) => (
          <rect
            key={start}
            x={x(start)}
            width={Math.max(1, x(start + (ahead?.lengthMs ?? bucketMs)) - x(start) - 0.5)}
            y={box.bottom + 5}
            height={8}
            opacity={ahead ? 0.6 : 1}
            fill={level === 0 ? `url(#${hatch})` : `var(--basis-level-${level})`}
          />
        ))}
        <path className={styles.band} d={bandPath(points, scales)} />
        <path className={styles.line} d={linePath(points, scales)} />
        {fan.length > 0 ? (
          <g clipPath={`url(#${clip})`} data-testid="fan">
            <path className={styles.fan95} d={fanPath(fan, scales, ["lower95", "upper95"])} />
            <path className={styles.fan80} d={fanPath(fan, scales, ["lower80", "upper80"])} />
            <path className={styles.usual} d={fanLine(fan, scales, "reference")} />
            <path className={styles.median} d={fanLine(fan, scales, "median")} />
          </g>
        ) : null}
        {capacity !== null && capacity <= highest ? (
          <line className={styles.capacity} x1={box.left} x2={box.right} y1={y(capacity)} y2={y(capacity)} />
        ) : null}
        {fan.length > 0 ? (
          <>
            <line className={styles.now} x1={x(now)} x2={x(now)} y1={box.top} y2={box.bottom + 13} />
            <text className={styles.tick} x={x(now) - 4} y={box.top + 12} textAnchor="end">
              {t.time.now.toLowerCase()}
            </text>
          </>
        ) : null}
        {moment >= period.from && moment <= period.to && (fan.length === 0 || moment !== now) ? (
          <line
            className={moment > now ? styles.momentAhead : styles.moment}
            x1={x(moment)}
            x2={x(moment)}
            y1={box.top}
            y2={box.bottom + 13}
          />
        ) : null}
        {probe ? (
          <line className={styles.probe} x1={x(probe.time)} x2={x(probe.time)} y1={box.top} y2={box.bottom} />
        ) : null}
      </svg>
      {probe ? (
        <p className={styles.tip} data-ahead={probe.ahead !== null} aria-hidden="true">
          {f.dateTime(probe.start)} <strong>{shown?.value ?? t.unknown}</strong>
          {shown?.lower ? ` · ${shown.lower}–${shown.upper}` : ""}
        </p>
      ) : null}
    </div>
  );
}
