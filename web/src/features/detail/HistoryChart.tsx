// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type PointerEvent, useId, useState } from "react";
import { localTicks } from "../../format/zone";
import { useWords } from "../../i18n/i18n";
import { Hatch } from "../../ui/Hatch";
import { useWidth } from "../../ui/useWidth";
import { bandPath, type HistoryPoint, linePath, scalesOf } from "./chart";
import styles from "./HistoryChart.module.css";

const HEIGHT = 190;
const HOUR = 3_600_000;

interface Props {
  readonly points: readonly HistoryPoint[];
  readonly period: { from: number; to: number };
  readonly bucketMs: number;
  readonly capacity: number | null;
  readonly starts: readonly { level: number; persons: number }[];
  /** The moment that the screen shows. */
  readonly moment: number;
  readonly label: string;
}

const tickStep = (length: number): number => {
  if (length <= 26 * HOUR) return 6 * HOUR;
  return length <= 8 * 24 * HOUR ? 24 * HOUR : 7 * 24 * HOUR;
};

/** Persons over time with a band for the doubt, a ribbon for the level and lines for what it is held against. */
export function HistoryChart({ points, period, bucketMs, capacity, starts, moment, label }: Props) {
  const { t, f } = useWords();
  const hatch = useId();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [probe, setProbe] = useState<HistoryPoint | null>(null);
  const box = { left: 38, right: Math.max(60, width - 14), top: 10, bottom: HEIGHT - 34 };
  const scales = scalesOf(points, period, box, capacity);
  const { x, y } = scales;
  const [, highest = 1] = y.domain();
  const long = period.to - period.from > 26 * HOUR;
  const tickText = new Intl.DateTimeFormat(f.locale, {
    timeZone: f.zone,
    ...(long ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  });
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const at = x.invert(event.clientX - event.currentTarget.getBoundingClientRect().left).getTime();
    setProbe(points.find((candidate) => at >= candidate.start && at < candidate.start + bucketMs) ?? null);
  };
  const shown = probe && f.band(probe.persons, probe.lower, probe.upper);
  return (
    <div ref={ref} className={styles.box}>
      <svg
        className={styles.chart}
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        onPointerMove={point}
        onPointerLeave={() => setProbe(null)}
      >
        <defs>
          <Hatch id={hatch} />
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
              <line className={styles.start} x1={box.left} x2={box.right} y1={y(persons)} y2={y(persons)} />
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
        {points.map(({ start, level }) => (
          <rect
            key={start}
            x={x(start)}
            width={Math.max(1, x(start + bucketMs) - x(start) - 0.5)}
            y={box.bottom + 5}
            height={8}
            fill={level === 0 ? `url(#${hatch})` : `var(--basis-level-${level})`}
          />
        ))}
        <path className={styles.band} d={bandPath(points, scales)} />
        <path className={styles.line} d={linePath(points, scales)} />
        {capacity !== null && capacity <= highest ? (
          <line className={styles.capacity} x1={box.left} x2={box.right} y1={y(capacity)} y2={y(capacity)} />
        ) : null}
        {moment >= period.from && moment <= period.to ? (
          <line className={styles.moment} x1={x(moment)} x2={x(moment)} y1={box.top} y2={box.bottom + 13} />
        ) : null}
        {probe ? (
          <line className={styles.probe} x1={x(probe.time)} x2={x(probe.time)} y1={box.top} y2={box.bottom} />
        ) : null}
      </svg>
      {probe ? (
        <p className={styles.tip} aria-hidden="true">
          {f.dateTime(probe.start)} <strong>{shown?.value ?? t.unknown}</strong>
          {shown?.lower ? ` · ${shown.lower}–${shown.upper}` : ""}
        </p>
      ) : null}
    </div>
  );
}
