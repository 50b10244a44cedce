// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Button } from "../ui/Button";
import { type Fact, Facts } from "../ui/Facts";
import { ToneTag } from "../ui/ToneTag";
import { type Described, linkOf, standsOf } from "./facts";
import styles from "./HerePage.module.css";
import type { Activity, Standing } from "./types";
import { useWords } from "./words";

export function StandingMark({ standing }: { standing: Standing }) {
  const { t, f, label } = useWords();
  const day = standing.since ? f.date(Date.parse(standing.since)) : "";
  return (
    <>
      <ToneTag tone={standing.active ? "good" : "alarm"} label={label(standing.label)} />
      {day && !standing.active ? <span>{t.since(day)}</span> : null}
    </>
  );
}

export function Contact({ contact }: { contact: string }) {
  const link = linkOf(contact);
  return link ? <a href={link}>{contact}</a> : contact;
}

/** What a passer-by asks of a sensor, answered from the activity that it serves. */
function useActivityFacts(activity: Activity): Fact[] {
  const { t, say, label, f } = useWords();
  const { legalBasis, personalData, minimisation, recipients, retention, processors } = activity;
  const kept = retention.map(({ layer, text, reason }) => (
    <p key={layer.id}>
      {label(layer.label)}: {say(text)}
      {reason ? <span className={styles.place}>{reason}</span> : null}
    </p>
  ));
  const seen = recipients.map(({ who, layers, byAgreement, reference, until }) => (
    <p key={`${say(who)}${reference}`}>
      {label(who)} ({layers.map((layer) => say(layer.label)).join(", ")})
      {byAgreement ? (
        <span className={styles.place}>
          {t.byAgreement} {reference} {until ? t.until(f.date(Date.parse(until))) : ""}
        </span>
      ) : null}
    </p>
  ));
  const kinds = personalData.kinds.map((kind) => say(kind.label)).join(", ");
  return [
    { term: t.purpose, fact: label(activity.purpose.label) },
    {
      term: t.legalBasis,
      fact: [label(legalBasis.label), legalBasis.law].filter(Boolean).join(": "),
      why: say(legalBasis.article),
    },
    {
      term: t.personal,
      fact: <strong>{personalData.any ? `${t.yes}: ${kinds}` : t.no}</strong>,
      why: personalData.because,
    },
    { term: t.minimisation, fact: say(minimisation.text), why: minimisation.explanation },
    { term: t.retention, fact: kept.length > 0 ? kept : "" },
    { term: t.recipients, fact: seen.length > 0 ? seen : "" },
    { term: t.processors, fact: processors.map(({ name }) => name).join(", ") },
    { term: t.transfers, fact: label(activity.transfers) },
    {
      term: t.assessments,
      fact: activity.assessments.map(({ kind, reference }) => `${say(kind.label)} ${reference}`).join("; "),
    },
    {
      term: t.usedBy,
      fact: activity.usedBy.map(({ name, reason }) => `${say(name)} (${reason})`).join("; "),
    },
    { term: t.review, fact: f.date(Date.parse(activity.reviewBy)) },
  ];
}

function ActivityFacts({ first, activity }: { first: Fact[]; activity: Activity }) {
  const facts = useActivityFacts(activity);
  return <Facts facts={[...first, ...facts]} />;
}

interface Props {
  readonly described: Described;
  readonly open: boolean;
  readonly onMap: boolean;
  onOpen(open: boolean): void;
  onShow(): void;
}

/** One sensor: its name and place, and everything else once it is opened. */
export function SensorItem({ described, open, onMap, onOpen, onShow }: Props) {
  const { t, say, label, f } = useWords();
  const { sensor, activity } = described;
  const { standing } = sensor;
  const first: Fact[] = [
    { term: t.observes, fact: label(sensor.observes), why: label(sensor.interval) },
    { term: t.owner, fact: sensor.owner },
    {
      term: t.standing,
      fact: <StandingMark standing={standing} />,
      why: say(standing.because) ? t.standingWhy(say(standing.because)) : null,
    },
  ];
  return (
    <li>
      <details
        className={styles.sensor}
        open={open}
        data-sensor={sensor.id}
        onToggle={(event) => onOpen(event.currentTarget.open)}
      >
        <summary className={styles.summary}>
          <span className={styles.dot} data-active={standing.active} aria-hidden="true" />
          <span>
            <span className={styles.name}>{sensor.name}</span>
            <span className={styles.place}>
              {standing.active ? "" : `${label(standing.label)} · `}
              {say(sensor.place.text)}
              {typeof sensor.distanceM !== "number" ? "" : ` · ${t.distance(f.number(sensor.distanceM))}`}
            </span>
          </span>
          <span className={styles.chevron} aria-hidden="true">
            ›
          </span>
        </summary>
        {open ? (
          <div className={styles.detail}>
            {activity ? <p>{say(activity.description)}</p> : null}
            {activity ? <ActivityFacts first={first} activity={activity} /> : <Facts facts={first} />}
            <div className={styles.actions}>
              {onMap && standsOf(sensor) ? <Button onClick={onShow}>{t.showOnMap}</Button> : null}
              <a href="#objecting">{t.objectOf}</a>
              {sensor.datastream ? <a href={sensor.datastream}>{t.openData}</a> : null}
            </div>
          </div>
        ) : null}
      </details>
    </li>
  );
}
