// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { PlanJson, WhatIfJson } from "../../api/forecast";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { WINDOWS } from "../../state/window";
import { Estimate } from "../../ui/Estimate";
import { LevelBadge } from "../../ui/LevelBadge";
import list from "../../ui/List.module.css";
import styles from "./Plan.module.css";
import { type PlanRow, rowsOf } from "./rows";
import { usePlanWords } from "./words";

interface Props {
  readonly plan: PlanJson;
  readonly day: number;
  readonly supposed: WhatIfJson | null;
}

/** Per area its peak of the day; the name shows the area at that moment, on the map too. */
export function PlanTable({ plan, day, supposed }: Props) {
  const { t } = usePlanWords();
  const session = useSession();
  const selected = useStore(session.selected);
  const rows = rowsOf(supposed?.before ?? plan.areas, day, supposed?.after ?? null);
  const hasStaff = plan.staffing !== null;
  const show = (areaId: string, at: number): void => {
    if (at > session.cityNow + WINDOWS[session.window.get()].aheadMs) session.window.set("week");
    session.select(areaId);
    session.lookAt(at > session.cityNow ? at : null);
  };
  return (
    <table className={`${list.list} ${styles.table}`}>
      <caption className="visually-hidden">{t.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t.area}</th>
          <th scope="col">{t.peak}</th>
          <th scope="col" className={list.number} title={t.expectedLong}>
            {t.expected}
          </th>
          <th scope="col">{t.level}</th>
          <th scope="col" className={list.number} title={t.likely45Long}>
            {t.likely45}
          </th>
          {hasStaff ? (
            <th scope="col" className={list.number} title={t.stewardsLong}>
              {t.stewards}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.areaId}
            row={row}
            name={session.statics.area.get(row.areaId)?.name ?? row.areaId}
            chosen={row.areaId === selected}
            hasStaff={hasStaff}
            onShow={show}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly row: PlanRow;
  readonly name: string;
  readonly chosen: boolean;
  readonly hasStaff: boolean;
  onShow(areaId: string, at: number): void;
}

/** One area of a day. */
export function Row({ row: { areaId, day, before }, name, chosen, hasStaff, onShow }: RowProps) {
  const { t, f } = usePlanWords();
  if (!day)
    return (
      <tr className={styles.row} data-chosen={chosen}>
        <th scope="row">{name}</th>
        <td className={styles.quiet} colSpan={hasStaff ? 5 : 4}>
          {t.nothing}
        </td>
      </tr>
    );
  const at = Date.parse(day.peakAt);
  const shown = f.band(day.median, day.lower80, day.upper80);
  const changed = before && Math.round(before.median) !== Math.round(day.median);
  return (
    <tr className={styles.row} data-chosen={chosen} data-plan-area={areaId}>
      <th scope="row">
        <button
          type="button"
          className={styles.name}
          title={t.show(name, f.dateTime(at))}
          onClick={() => onShow(areaId, at)}
        >
          {name}
        </button>
        {day.status === "reference" ? <span className={styles.usual}>{t.reference}</span> : null}
      </th>
      <td>{f.time(at)}</td>
      <td className={list.number}>
        <Estimate stacked shown={shown} />
        {changed ? <span className={styles.was}>{t.change(f.number(before.median))}</span> : null}
      </td>
      <td>
        <LevelBadge level={day.level ?? 0} />
      </td>
      <td className={list.number}>{day.probability45 === null ? "–" : f.chance(day.probability45)}</td>
      {hasStaff ? (
        <td className={list.number}>
          {day.stewards ? (
            <>
              <strong>{f.number(day.stewards.median)}</strong>
              {day.stewards.lower < day.stewards.upper ? (
                <span className={styles.range}>
                  {t.between(f.number(day.stewards.lower), f.number(day.stewards.upper))}
                </span>
              ) : null}
            </>
          ) : (
            "–"
          )}
        </td>
      ) : null}
    </tr>
  );
}
