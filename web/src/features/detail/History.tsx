// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo, useState } from "react";
import { useWords } from "../../i18n/i18n";
import { levelStarts } from "../../picture/levelScale";
import { useSession } from "../../state/context";
import type { AreaInfo } from "../../state/statics";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { usePeriod } from "../../state/usePeriod";
import { Button } from "../../ui/Button";
import { Section } from "../../ui/Section";
import { isPending } from "../timebar/bars";
import styles from "./AreaPanel.module.css";
import { pointsOf } from "./chart";
import { HistoryChart } from "./HistoryChart";
import { HistoryTable } from "./HistoryTable";

/** What the chosen area did over the period of the time bar, as a chart or as a table. */
export function History({ info }: { info: AreaInfo }) {
  const { t, f } = useWords();
  const session = useSession();
  const past = useStore(session.past);
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
  const label = t.area.chartLabel(info.name, t.time.hours[period.name]);
  const starts = levelStarts(info, session.statics.city.kinds);
  const notes = [
    t.area.band,
    info.capacityPersons === null ? "" : t.area.dashedCapacity(f.number(info.capacityPersons)),
    starts.length > 0 ? t.area.dottedLevels : "",
  ];
  return (
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
      {table ? (
        <HistoryTable points={points} label={label} days={period.name !== "day"} />
      ) : (
        <>
          <HistoryChart
            points={points}
            period={period}
            bucketMs={period.bucketMs}
            capacity={info.capacityPersons}
            starts={starts}
            moment={past ? past.at : period.now}
            label={label}
          />
          <p className={styles.note}>{notes.filter(Boolean).join(" ")}</p>
        </>
      )}
    </Section>
  );
}
