// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type PointerEvent, useId } from "react";
import type { AheadBar } from "../../forecast/choices";
import { useWords } from "../../i18n/i18n";
import { Hatch } from "../../ui/Hatch";
import { useWidth } from "../../ui/useWidth";
import type { Bar } from "./bars";
import styles from "./TimeBars.module.css";

const HEIGHT = 62;
const LOWEST = 3;

interface Props {
  readonly bars: readonly Bar[];
  readonly period: {
    from: number;
    until: number;
    bucketMs: number;
    now: number;
    ahead: readonly AheadBar[];
  };
  readonly shown: number;
  onPick(at: number | null): void;
}

/**
 * Bars for persons, coloured by the highest level; hatched where nothing is known, faint with a dashed edge where they
 * are foreseen. The slider says it in words.
 */
export function TimeBars({ bars, period, shown, onPick }: Props) {
  const { t } = useWords();
  const hatch = useId();
  const [ref, width] = useWidth<HTMLDivElement>();
  const { from, until: to, bucketMs, now, ahead } = period;
  const x = (ms: number): number => ((ms - from) / (to - from)) * width;
  const most = [...bars, ...ahead].reduce((highest, bar) => Math.max(highest, bar.persons || 0), 1);
  const pick = (event: PointerEvent<SVGSVGElement>): void => {
    const left = event.currentTarget.getBoundingClientRect().left;
    const at = from + ((event.clientX - left) / width) * (to - from);
    if (at > now && ahead.length > 0) {
      onPick(ahead.findLast(({ start }) => start <= at)?.start ?? null);
      return;
    }
    const start = from + Math.round((at - from) / bucketMs) * bucketMs;
    onPick(start >= now ? null : Math.max(from, start));
  };
  return (
    <div ref={ref} className={styles.box}>
      <svg
        className={styles.chart}
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={t.time.legend}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pick(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) pick(event);
        }}
      >
        <title>{t.time.legend}</title>
        <defs>
          <Hatch id={hatch} />
        </defs>
        {bars.map(({ start, persons, level }) => {
          const known = !Number.isNaN(persons);
          const height = known ? Math.max(LOWEST, (persons / most) * (HEIGHT - 4)) : HEIGHT * 0.4;
          return (
            <rect
              key={start}
              x={x(start) + 0.75}
              width={Math.max(1, x(start + bucketMs) - x(start) - 1.5)}
              y={HEIGHT - height}
              height={height}
              rx={1.5}
              fill={known ? `var(--basis-level-${level})` : `url(#${hatch})`}
              stroke={known ? `var(--basis-edge-level-${level})` : "none"}
            />
          );
        })}
        {ahead.length > 0 && now < to ? (
          <rect
            className={styles.ahead}
            x={x(now)}
            width={Math.max(0, width - x(now))}
            y={0}
            height={HEIGHT}
          />
        ) : null}
        {ahead.map(({ start, lengthMs, persons, level }) => {
          const known = !Number.isNaN(persons);
          const height = known ? Math.max(LOWEST, (persons / most) * (HEIGHT - 4)) : HEIGHT * 0.4;
          return (
            <rect
              key={start}
              className={styles.foreseen}
              x={x(start) + 0.75}
              width={Math.max(1, x(start + lengthMs) - x(start) - 1.5)}
              y={HEIGHT - height}
              height={height}
              rx={1.5}
              fill={known ? `var(--basis-level-${level})` : `url(#${hatch})`}
              stroke={known ? `var(--basis-edge-level-${level})` : "none"}
            />
          );
        })}
        <line className={styles.base} x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {now > from ? <line className={styles.now} x1={x(now)} x2={x(now)} y1={0} y2={HEIGHT} /> : null}
        {shown >= from ? (
          <line className={styles.moment} x1={x(shown)} x2={x(shown)} y1={0} y2={HEIGHT} />
        ) : null}
      </svg>
    </div>
  );
}
