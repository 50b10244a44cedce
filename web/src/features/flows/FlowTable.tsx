// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useWords } from "../../i18n/i18n";
import { type Flows, notable, OUTSIDE } from "../../picture/flows";
import { HALF_BAND } from "../../picture/picture";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import list from "../../ui/List.module.css";
import areas from "../areas/AreaTable.module.css";
import { STEPS } from "../areas/steps";
import styles from "./FlowTable.module.css";
import { useFlows, usePlaceName } from "./useFlows";

/** Everything that the arrows on the map tell, as a table; a row chooses the area that it leads to. */
export function FlowTable() {
  const { t } = useWords();
  const { flows, why } = useFlows();
  return (
    <section className={areas.panel} aria-labelledby="flows-heading" data-testid="flows">
      <h2 id="flows-heading" className="visually-hidden" tabIndex={-1}>
        {t.flows.heading}
      </h2>
      {why ? <p className={styles.note}>{why}</p> : null}
      {flows ? <Table flows={flows} /> : null}
    </section>
  );
}

function Table({ flows }: { flows: Flows }) {
  const { t, f } = useWords();
  const session = useSession();
  const selected = useStore(session.selected);
  const nameOf = usePlaceName();
  const body = useRef<HTMLTableSectionElement>(null);
  const [stop, setStop] = useState(0);
  const { gates } = session.statics;
  const gateOf = useMemo(
    () => new Map(gates.features.map(({ id, properties }) => [String(id), properties.name])),
    [gates],
  );
  const rows = notable(flows);
  const move = (event: KeyboardEvent): void => {
    const to = STEPS[event.key]?.(stop, rows.length - 1);
    if (to === undefined) return;
    event.preventDefault();
    body.current?.querySelectorAll("button")[to]?.focus();
  };
  const little = flows.count - rows.length;
  const most = flows.rate[rows[0] ?? 0] || 1;
  return (
    <>
      <div className={areas.scroll}>
        <table className={`${list.list} ${styles.table}`}>
          <caption className="visually-hidden">{t.flows.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t.flows.from}</th>
              <th scope="col">{t.flows.to}</th>
              <th scope="col" className={`${list.number} ${styles.number}`} title={t.flows.perMinLong}>
                {t.flows.perMin}
              </th>
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={move}>
            {rows.map((row, place) => {
              const [from = "", to = ""] = [flows.origin[row], flows.destination[row]];
              const rate = flows.rate[row] ?? Number.NaN;
              const error = HALF_BAND * (flows.error[row] ?? Number.NaN);
              const target = to === OUTSIDE ? from : to;
              return (
                <tr
                  key={`${flows.gate[row]} ${from} ${to}`}
                  className={styles.row}
                  data-chosen={from === selected || to === selected}
                  onClick={() => session.select(target)}
                >
                  <th scope="row">{nameOf(from)}</th>
                  <td>
                    <button
                      type="button"
                      className={styles.to}
                      tabIndex={place === Math.min(stop, rows.length - 1) ? 0 : -1}
                      onFocus={() => setStop(place)}
                    >
                      {nameOf(to)}
                    </button>
                    <span className={styles.gate}>{gateOf.get(flows.gate[row] ?? "")}</span>
                  </td>
                  <td className={`${list.number} ${styles.number}`}>
                    <strong>{f.number(rate)}</strong>{" "}
                    <span className={styles.error}>
                      {Number.isNaN(error) ? "" : t.flows.plusMinus(f.half(error))}
                    </span>
                    <span
                      className={styles.bar}
                      style={{ width: `${Math.max(2, (rate / most) * 100)}%` }}
                      aria-hidden="true"
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 ? <p className={styles.note}>{t.flows.none}</p> : null}
      </div>
      {little > 0 && rows.length > 0 ? (
        <p className={areas.foot}>{t.flows.little(f.number(little))}</p>
      ) : null}
    </>
  );
}
