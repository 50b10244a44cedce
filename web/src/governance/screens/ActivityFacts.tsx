// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { permitted } from "../../identity/identity";
import { Link } from "../../router/router";
import { useStore } from "../../state/store";
import { Facts } from "../../ui/Facts";
import styles from "../parts.module.css";
import type { Activity } from "../types";
import { useWords } from "../words";

function Panel({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** Everything that was declared of an activity, in the words of article 30. */
export function ActivityFacts({ activity }: { activity: Activity }) {
  return (
    <div className={styles.columns}>
      <div>
        <What activity={activity} />
        <Covers activity={activity} />
      </div>
      <div>
        <Kept activity={activity} />
        <Seen activity={activity} />
        <Versions activity={activity} />
      </div>
    </div>
  );
}

function useMinimised({ minimisation: m }: Activity): string {
  const { t, f, word } = useWords();
  return [
    m.aggregated === "not-needed"
      ? t.activities.noAggregation
      : t.activities.aggregated(word("aggregation", m.aggregated)),
    m.k > 1 ? t.activities.k(f.number(m.k)) : "",
    m.smallestCellS > 0 ? t.activities.cell(f.durationLong(m.smallestCellS * 1000)) : "",
    m.noise !== "none" ? t.activities.noise(f.number(m.epsilon ?? 0, 2)) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function What({ activity }: { activity: Activity }) {
  const { t, word } = useWords();
  const minimised = useMinimised(activity);
  const a = activity;
  return (
    <Panel id="what" title={t.activities.what}>
      <Facts
        facts={[
          { term: t.activities.purpose, fact: word("purpose", a.purpose) },
          { term: t.activities.kind, fact: word("kind", a.kind) },
          { term: t.activities.legalBasis, fact: word("legalBasis", a.legalBasis), why: a.law },
          {
            term: t.activities.personal,
            fact: a.personalData.map((kind) => word("personalData", kind)).join(", "),
            why: a.personalDataReason,
          },
          {
            term: t.activities.subjects,
            fact: a.dataSubjects.map((subject) => word("dataSubject", subject)).join(", "),
          },
          { term: t.activities.minimisation, fact: minimised, why: a.minimisation.explanation },
          { term: t.activities.controller, fact: a.controller },
          { term: t.activities.processors, fact: a.processors.join(", ") || t.none.toLowerCase() },
          {
            term: t.activities.transfers,
            fact: a.transfers === "none" ? t.activities.noTransfers : a.transfers,
          },
          { term: t.activities.oversight, fact: word("role", a.oversight) },
          { term: t.activities.contact, fact: a.contact },
        ]}
      />
    </Panel>
  );
}

function Covers({ activity }: { activity: Activity }) {
  const { t, word } = useWords();
  const covered = Object.entries(activity.covers).filter(([, names]) => names.length > 0);
  return (
    <Panel id="covers" title={t.activities.covers}>
      <Facts
        facts={[
          ...covered.map(([kind, names]) => ({
            term: word("covers", kind),
            fact: (
              <ul className={styles.tags}>
                {names.map((name) => (
                  <li key={name} className={styles.chip}>
                    {name}
                  </li>
                ))}
              </ul>
            ),
          })),
          {
            term: t.activities.uses,
            fact:
              activity.uses.length === 0
                ? t.activities.usesNone
                : activity.uses.map(({ activity: other, layers, reason }) => (
                    <p key={other}>
                      <Link href={`/governance/activities/${encodeURIComponent(other)}`}>{other}</Link> (
                      {layers.map((layer) => word("layer", layer)).join(", ")}): {reason}
                    </p>
                  )),
          },
        ]}
      />
    </Panel>
  );
}

function Kept({ activity }: { activity: Activity }) {
  const { t, f, word } = useWords();
  const period = (days: number): string => f.durationLong(days * 86_400_000);
  return (
    <Panel id="kept" title={t.activities.retention}>
      <Facts
        facts={activity.retention.map(({ layer, days, trigger, reason }) => ({
          term: word("layer", layer),
          fact: days === null ? t.activities.notKept : `${period(days)} ${word("trigger", trigger)}`,
          why: reason,
        }))}
      />
    </Panel>
  );
}

function Seen({ activity }: { activity: Activity }) {
  const { t, word, day } = useWords();
  const assessments = activity.assessments.map(({ kind, reference, decidedOn, validUntil, place }) => ({
    term: word("assessment", kind),
    fact: [reference, place].filter(Boolean).join(", "),
    why: [t.activities.decided(day(decidedOn)), validUntil ? t.activities.valid(day(validUntil)) : ""]
      .filter(Boolean)
      .join(" · "),
  }));
  return (
    <>
      <Panel id="seen" title={t.activities.recipients}>
        <Facts
          facts={activity.recipients.map(({ role, layers }) => ({
            term: word("role", role),
            fact: layers.map((layer) => word("layer", layer)).join(", "),
          }))}
        />
      </Panel>
      {assessments.length > 0 ? (
        <Panel id="assessed" title={t.activities.assessments}>
          <Facts facts={assessments} />
        </Panel>
      ) : null}
    </>
  );
}

function Versions({ activity }: { activity: Activity }) {
  const { t, day } = useWords();
  const may = useStore(permitted);
  const entries = Object.entries(activity.registerEntries);
  return (
    <Panel id="versions" title={t.activities.versions}>
      <ul className={styles.list}>
        {[...activity.versions].reverse().map((version) => (
          <li key={version}>
            {t.activities.version(String(version))}
            {version === activity.version ? (
              <span className={styles.subtle}>
                {" "}
                · {t.activities.current} · {t.activities.validFrom(day(activity.validFrom))}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <Facts
        facts={[
          { term: t.activities.review, fact: day(activity.reviewBy) },
          { term: t.activities.uri, fact: <span className={styles.mono}>{activity.uri}</span> },
          ...entries.map(([register, address]) => ({
            term: register,
            fact: /^https:/.test(address) ? <a href={address}>{address}</a> : address,
          })),
        ]}
      />
      {may.has("read-log") ? (
        <p>
          <Link href={`/governance/processing-log?${new URLSearchParams({ activity: activity.id })}`}>
            {t.activities.inLog}
          </Link>
        </p>
      ) : null}
    </Panel>
  );
}
