// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import type { PlanDayJson, PlanJson, PlannedEventJson, WhatIfJson } from "../../api/forecast";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import areas from "../areas/AreaTable.module.css";
import styles from "./Plan.module.css";
import { PlanTable } from "./PlanTable";
import { Suppose } from "./Suppose";
import { usePlanWords } from "./words";

/** The days ahead: per area how busy, when and how likely too busy, what is planned, and what if. */
export default function PlanView() {
  const { t, f, language } = usePlanWords();
  const session = useSession();
  const issue = useStore(session.forecasts, (forecasts) => forecasts?.latest?.number ?? 0);
  const canSuppose = useStore(session.forecasts, (forecasts) => forecasts?.explained === issue);
  const generation = useStore(session.generation);
  const refused = useStore(session.refused);
  const kept = `${generation}/${refused}`;
  const plan = useFetched(`${generation}/${issue}`, (signal) => session.api.plan(signal), kept);
  const [chosen, setChosen] = useState<string | null>(null);
  const [supposed, setSupposed] = useState<WhatIfJson | null>(null);
  const { value } = plan;
  const moment = useStore(session.elsewhen, (other) => (other?.isAhead ? other.at : null));
  const at = dayOf(value?.days ?? [], chosen, moment);
  const issued = value?.issue;
  return (
    <section className={areas.panel} aria-labelledby="plan-heading" data-testid="plan">
      <h2 id="plan-heading" className="visually-hidden" tabIndex={-1}>
        {t.heading}
      </h2>
      {plan.state === "loading" && !value ? <p className={styles.note}>{t.waiting}</p> : null}
      {plan.state === "failed" ? <p className={styles.note}>{t.failed}</p> : null}
      {value ? (
        <>
          <Days plan={value} at={at} onChoose={setChosen} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
          <section className={areas.scroll} tabIndex={0} aria-label={t.heading}>
            <p className={styles.note}>
              {issued
                ? t.issued(f.dateTime(Date.parse(issued.issuedAt)), issued.method)
                : language === "nl"
                  ? value.sentenceNl
                  : value.sentence}
            </p>
            {issued ? <PlanTable plan={value} day={at} supposed={supposed} /> : null}
            <Staffing plan={value} />
            <Events plan={value} day={at} />
            {issued && canSuppose ? (
              <Suppose plan={value} day={at} outcome={supposed} onOutcome={setSupposed} />
            ) : null}
          </section>
        </>
      ) : null}
    </section>
  );
}

/** The day that was chosen; else the one of the moment that the screen shows, else today. */
export function dayOf(days: readonly PlanDayJson[], chosen: string | null, moment: number | null): number {
  const found = days.findIndex(({ date, from, to }) =>
    chosen !== null
      ? date === chosen
      : moment !== null && moment >= Date.parse(from) && moment < Date.parse(to),
  );
  return Math.max(0, found);
}

/** One button per day; a day off says which. */
function Days({ plan, at, onChoose }: { plan: PlanJson; at: number; onChoose(date: string): void }) {
  const { t, f, language } = usePlanWords();
  const text = new Intl.DateTimeFormat(f.locale, { timeZone: f.zone, weekday: "short", day: "numeric" });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of choices that is no form
    <div className={styles.days} role="group" aria-label={t.day}>
      {plan.days.map((day, i) => {
        const name = language === "nl" ? (day.nameNl ?? day.name) : day.name;
        return (
          <button
            key={day.date}
            type="button"
            aria-pressed={i === at}
            data-off={day.dayOff}
            onClick={() => onChoose(day.date)}
          >
            {text.format(Date.parse(day.from))}
            {name ? <span className={styles.holiday}>{name}</span> : null}
          </button>
        );
      })}
    </div>
  );
}

/** What the hints of staff rest on. */
function Staffing({ plan: { staffing } }: { plan: PlanJson }) {
  const { t, f } = usePlanWords();
  return (
    <p className={styles.note} data-testid="staffing">
      {staffing
        ? `${t.staffing(f.number(staffing.personsPerSteward))} ${t.staffingSource(staffing.source)}`
        : t.noStaffing}
    </p>
  );
}

/** The events of a day. */
export const eventsOf = (plan: PlanJson, day: number): PlannedEventJson[] => {
  const chosen = plan.days[day];
  if (!chosen) return [];
  return plan.events.filter(
    ({ start, end }) =>
      Date.parse(start) < Date.parse(chosen.to) && Date.parse(end) > Date.parse(chosen.from),
  );
};

function Events({ plan, day }: { plan: PlanJson; day: number }) {
  const { t, f } = usePlanWords();
  const { area } = useSession().statics;
  const events = eventsOf(plan, day);
  return (
    <section className={styles.part} aria-labelledby="plan-events">
      <h3 id="plan-events">{t.events}</h3>
      {events.length === 0 ? <p className={styles.quiet}>{t.noEvents}</p> : null}
      <ul>
        {events.map((event) => (
          <li key={event.id} className={styles.event}>
            <strong>{event.title}</strong>
            <span>
              {f.dateTime(Date.parse(event.start))}–{f.time(Date.parse(event.end))}
            </span>
            <span className={styles.quiet}>
              {[
                event.areaIds.length === 0
                  ? t.everywhere
                  : event.areaIds.map((id) => area.get(id)?.name ?? id).join(", "),
                event.expectedVisitors === null ? t.noVisitors : t.visitors(f.number(event.expectedVisitors)),
                event.source ? t.source(event.source) : "",
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
