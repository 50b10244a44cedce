// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { permitted } from "../../identity/identity";
import { Link } from "../../router/router";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { ChainTag } from "../ChainState";
import { Loaded, Screen, StandingTag } from "../parts";
import styles from "../parts.module.css";
import type { Activity } from "../types";
import { useWords } from "../words";

const HALF_A_YEAR_MS = 183 * 86_400_000;

/** Those that have to be looked at again within half a year, the first one first. */
export function reviewsSoon(activities: readonly Activity[], now: number): Activity[] {
  return activities
    .filter(({ reviewBy, standing }) => standing.isActive && Date.parse(reviewBy) - now < HALF_A_YEAR_MS)
    .sort((a, b) => a.reviewBy.localeCompare(b.reviewBy));
}

/** What runs, what does not, and what asks for attention. */
export function Overview() {
  const { t } = useWords();
  const may = useStore(permitted);
  const activities = useFetched("activities", (signal) => governanceApi.activities(signal));
  return (
    <Screen title={t.screens.overview} intro={t.overview.lead}>
      <Loaded fetched={activities}>{(body) => <Standings activities={body.activities} />}</Loaded>
      <div className={styles.cards}>
        <section className={styles.card} aria-labelledby="ask-may">
          <h2 id="ask-may">{t.screens.may}</h2>
          <p className={styles.figure}>
            <Link href="/governance/may">{t.overview.askMay}</Link>
          </p>
          <p className={styles.subtle}>{t.overview.askMayWhy}</p>
        </section>
        <LastDeletion />
        {may.has("read-log") ? <LogChain /> : null}
        {may.has("read-draft") ? <OpenQuestions /> : null}
      </div>
    </Screen>
  );
}

function Standings({ activities }: { activities: readonly Activity[] }) {
  const { t, f, own, day, moment } = useWords();
  const stopped = activities.filter(({ standing }) => !standing.isActive);
  const soon = reviewsSoon(activities, Date.now());
  const active = activities.length - stopped.length;
  return (
    <div className={styles.cards}>
      <section className={styles.card} aria-labelledby="running">
        <h2 id="running">{t.screens.activities}</h2>
        <p className={styles.figure}>{t.overview.active(f.number(active), f.number(activities.length))}</p>
        {stopped.length === 0 ? (
          <p>
            <ToneTag tone="good" label={t.overview.allActive} />
          </p>
        ) : (
          <ul className={styles.list}>
            {stopped.map(({ id, name, nameNl, standing }) => (
              <li key={id}>
                <Link href={`/governance/activities/${encodeURIComponent(id)}`}>{own(name, nameNl)}</Link>{" "}
                <StandingTag standing={standing} />
                <p className={styles.subtle}>
                  {standing.since ? t.activities.since(moment(standing.since)) : ""}
                </p>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className={styles.card} aria-labelledby="soon">
        <h2 id="soon">{t.overview.soon}</h2>
        {soon.length === 0 ? <p>{t.overview.noneSoon}</p> : null}
        <ul className={styles.list}>
          {soon.map(({ id, name, nameNl, reviewBy }) => (
            <li key={id}>{t.overview.review(own(name, nameNl), day(reviewBy))}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function LastDeletion() {
  const { t, f, moment } = useWords();
  const retention = useFetched("retention", (signal) => governanceApi.retention(signal));
  if (!retention.value) return null;
  const { lastRun, nextRun, tombstones } = retention.value;
  return (
    <section className={styles.card} aria-labelledby="last-deletion">
      <h2 id="last-deletion">{t.overview.lastDeletion}</h2>
      <p className={styles.figure}>{lastRun ? moment(lastRun) : t.retention.never}</p>
      <p>
        {tombstones.count > 0
          ? t.retention.proofsIntro(f.number(tombstones.count), f.number(tombstones.rows))
          : t.retention.noProofs}
      </p>
      {nextRun ? <p className={styles.subtle}>{t.retention.next(moment(nextRun))}</p> : null}
    </section>
  );
}

function LogChain() {
  const { t, f } = useWords();
  const log = useFetched("chain", (signal) => governanceApi.processingLog({ limit: "1" }, signal));
  if (!log.value) return null;
  return (
    <section className={styles.card} aria-labelledby="log-chain">
      <h2 id="log-chain">{t.overview.chain}</h2>
      <p>
        <ChainTag chain={log.value.chain} />
      </p>
      <p>
        <Link href="/governance/processing-log">
          {t.log.records(log.value.chain.records, f.number(log.value.chain.records))}
        </Link>
      </p>
    </section>
  );
}

function OpenQuestions() {
  const { t } = useWords();
  const drafts = useFetched("drafts", (signal) => governanceApi.drafts(signal));
  if (!drafts.value) return null;
  const open = drafts.value.reduce((sum, draft) => sum + draft.open, 0);
  return (
    <section className={styles.card} aria-labelledby="open-questions">
      <h2 id="open-questions">{t.overview.openQuestions}</h2>
      <p className={styles.figure}>
        <Link href="/governance/drafts">{t.overview.questions(open)}</Link>
      </p>
    </section>
  );
}
