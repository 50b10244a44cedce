// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { AreaRow } from "./AreaRow";
import styles from "./AreaTable.module.css";
import { linesOf, nextSort, type Sort, type SortKey, sortLines } from "./sort";
import { STEPS } from "./steps";

/** All areas with everything that the map shows; the one place that works without it. */
export function AreaTable() {
  const { t, f, language } = useWords();
  const session = useSession();
  const picture = useStore(session.shown);
  const selected = useStore(session.selected);
  const sources = useStore(session.sources);
  const [sort, setSort] = useState<Sort>({ key: "level", descending: true });
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = useMemo(
    () => sortLines(linesOf(session.statics, picture, sources), sort, f.locale),
    [session, picture, sources, sort, f.locale],
  );
  const columns: { key: SortKey; label: string; long: string; number?: boolean }[] = [
    { key: "name", label: t.areas.area, long: t.areas.area },
    { key: "level", label: t.areas.level, long: t.areas.levelLong },
    { key: "persons", label: t.areas.persons, long: t.areas.persons, number: true },
    { key: "density", label: t.areas.density, long: t.areas.densityLong, number: true },
    { key: "flow", label: t.areas.flow, long: t.areas.flowLong, number: true },
    { key: "age", label: t.areas.data, long: t.areas.dataLong },
  ];
  const move = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const at = lines.findIndex((line) => line.info.id === selected);
    const next = step && lines[step(at, lines.length - 1)];
    if (!next) return;
    event.preventDefault();
    session.select(next.info.id);
    body.current?.querySelector<HTMLElement>(`[data-area="${CSS.escape(next.info.id)}"] button`)?.focus();
  };
  const reachable = lines.some((line) => line.info.id === selected) ? selected : lines[0]?.info.id;
  // Ages change by the minute; a picture that comes more often need not redraw every row.
  const now = Math.floor((picture?.at ?? picture?.now ?? 0) / 60_000) * 60_000;
  return (
    <section className={styles.panel} aria-labelledby="areas-heading" data-testid="areas">
      <h2 id="areas-heading" className="visually-hidden" tabIndex={-1}>
        {t.areas.heading}
      </h2>
      <div className={styles.scroll}>
        <table className={styles.table} id="areas-table">
          <caption className="visually-hidden">
            {t.areas.caption} {t.areas.keys}.
          </caption>
          <colgroup>
            {columns.map(({ key }) => (
              <col key={key} className={styles[key]} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map(({ key, label, long, number }) => (
                <th
                  key={key}
                  scope="col"
                  className={`${number ? styles.number : ""} ${key === "name" ? styles.first : ""}`}
                  aria-sort={sort.key === key ? (sort.descending ? "descending" : "ascending") : undefined}
                >
                  <button
                    type="button"
                    className={styles.sort}
                    data-active={sort.key === key}
                    title={t.areas.sortBy(long)}
                    onClick={() => setSort(nextSort(sort, key))}
                  >
                    {label}
                    <span className={styles.arrow} aria-hidden="true">
                      {sort.key === key ? (sort.descending ? "▾" : "▴") : ""}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={move} key={language}>
            {lines.map((line) => (
              <AreaRow
                key={line.info.id}
                line={line}
                now={now}
                chosen={line.info.id === selected}
                reachable={line.info.id === reachable}
                onChoose={(id) => session.select(id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.foot}>
        <a href="/measures-here">{t.governed.all}</a>
      </p>
    </section>
  );
}
