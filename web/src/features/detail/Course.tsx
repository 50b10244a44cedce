// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo, useState } from "react";
import { type Fan, isOld } from "../../forecast/fan";
import { useWords } from "../../i18n/i18n";
import { levelStarts } from "../../picture/levelScale";
import { useSession } from "../../state/context";
import type { AreaInfo } from "../../state/statics";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { usePeriod } from "../../state/usePeriod";
import { Button } from "../../ui/Button";
import { Notice, ToneMark } from "../../ui/Notice";
import { Section } from "../../ui/Section";
import { isPending } from "../timebar/bars";
import styles from "./AreaPanel.module.css";
import { CourseChart } from "./CourseChart";
import { pointsOf } from "./chart";
import { FanLegend } from "./FanLegend";
import { FanTable } from "./FanTable";
import { ForecastReason } from "./ForecastReason";
import { HistoryTable } from "./HistoryTable";
import { useFan } from "./useFan";

/** What the chosen area did over the period of the time bar and what is foreseen of it, as a chart or as a table. */
export function Course({ info }: { info: AreaInfo }) {
  const { t, f } = useWords();
  const session = useSession();
  const other = useStore(session.elsewhen);
  const period = usePeriod(session);
  const refused = useStore(session.refused);
  const [table, setTable] = useState(false);
  const history = useFetched(
    period.key && `${info.id}/${period.key}`,
    (signal) => session.api.history(info.id, period.from, period.to, period.bucketMs / 1000, signal),
    `${info.id}/${period.name}/${refused}`,
  );
  const interval = useStore(session.newest, (picture) => picture?.summary.interval ?? 0);
  const all = useMemo(() => (history.value ? pointsOf(history.value) : []), [history.value]);
  const points = all.filter(
    ({ start, persons }) => !isPending({ start, value: persons }, period.bucketMs, period.now, interval),
  );
  const fan = useFan(info.id);
  const ahead =
    fan?.points.filter(({ start, lengthMs }) => start < period.until && start + lengthMs > period.now) ?? [];
  const foreseen = ahead.some(({ median }) => !Number.isNaN(median));
  const label = t.area.chartLabel(info.name, t.time.hours[period.name]);
  const starts = levelStarts(info, session.statics.city.kinds);
  const notes = [
    t.area.band,
    info.capacityPersons === null ? "" : t.area.dashedCapacity(f.number(info.capacityPersons)),
    starts.length > 0 ? t.area.dottedLevels : "",
  ];
  return (
    <>
      <Section
        title={`${t.area.history} · ${t.time.windows[period.name]}`}
        action={
          <Button look="small" onClick={() => setTable(!table)}>
            {table ? t.area.asChart : t.area.asTable}
          </Button>
        }
      >
        {history.state === "failed" ? <p className={styles.note}>{t.area.historyFailed}</p> : null}
        {history.state === "ready" && points.length === 0 ? (
          <p className={styles.note}>{t.area.noHistory}</p>
        ) : null}
        <HowItStands fan={fan} now={period.now} />
        {table ? (
          <>
            {foreseen ? (
              <FanTable points={ahead} label={t.ahead.table} onPick={(at) => session.lookAt(at)} />
            ) : null}
            <HistoryTable points={points} label={label} days={period.name !== "day"} />
          </>
        ) : (
          <>
            <CourseChart
              points={points}
              fan={foreseen ? ahead : []}
              period={{ from: period.from, to: foreseen ? period.until : period.to }}
              now={period.now}
              bucketMs={period.bucketMs}
              capacity={info.capacityPersons}
              starts={starts}
              moment={other ? other.at : period.now}
              label={foreseen ? t.ahead.chart(info.name) : label}
              onPick={(at) => session.lookAt(at >= period.now ? at : Math.max(period.from, at))}
            />
            {foreseen && fan ? <FanLegend reference={fan.reference !== null} /> : null}
            <p className={styles.note}>{notes.filter(Boolean).join(" ")}</p>
          </>
        )}
      </Section>
      {foreseen ? <ForecastReason areaId={info.id} points={ahead} now={period.now} /> : null}
    </>
  );
}

/** Who foresaw it and when; that it is old, that the reference stands in, or that there is none. */
export function HowItStands({ fan, now }: { fan: Fan | null; now: number }) {
  const { t, f, language } = useWords();
  const every = useStore(useSession().forecasts, (forecasts) => forecasts?.issueEveryMin ?? Number.NaN);
  if (!fan) return null;
  return <Standing fan={fan} now={now} every={every} words={t.ahead} when={f.dateTime} language={language} />;
}

interface StandingProps {
  readonly fan: Fan;
  readonly now: number;
  readonly every: number;
  readonly words: ReturnType<typeof useWords>["t"]["ahead"];
  readonly when: (ms: number) => string;
  readonly language: string;
}

/** The same, from plain values. */
export function Standing({ fan, now, every, words, when, language }: StandingProps) {
  const note = language === "nl" ? fan.noteNl : fan.note;
  if (!fan.issue) return <p className={styles.note}>{words.waiting}</p>;
  const issuedAt = Date.parse(fan.issue.issuedAt);
  const method = fan.status === "reference" ? fan.issue.reference : fan.issue.method;
  return (
    <>
      {fan.status === "none" ? (
        <p className={styles.note} data-testid="forecast-none">
          {words.none(note)}
        </p>
      ) : (
        <p className={styles.note} data-testid="forecast-by">
          {words.by(when(issuedAt), method)}
        </p>
      )}
      {fan.status === "reference" ? (
        <p className={styles.stands} data-testid="forecast-reference">
          <ToneMark tone="info" size={15} />
          <span>{words.reference(note)}</span>
        </p>
      ) : null}
      {isOld(issuedAt, now, every) ? (
        <Notice tone="warn" testId="forecast-old">
          <p>{words.isOld(when(issuedAt))}</p>
        </Notice>
      ) : null}
    </>
  );
}
