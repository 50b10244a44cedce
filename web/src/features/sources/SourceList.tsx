// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { SourceJson } from "../../api/types";
import { useWords } from "../../i18n/i18n";
import { useWhen } from "../../room/useWhen";
import { useSession } from "../../state/context";
import { byState } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { useClock } from "../../state/useClock";
import areas from "../areas/AreaTable.module.css";
import styles from "./SourceList.module.css";
import { SourceMark } from "./SourceMark";
import { useList, useNames } from "./useNames";

/** Every source: how it stands, since when, and what is not known without it. What asks for attention comes first. */
export function SourceList() {
  const { t, f } = useWords();
  const session = useSession();
  const sources = useStore(session.sources);
  const failed = useStore(session.sourcesFailed);
  const fresh = sources?.filter(({ state }) => state === "fresh").length ?? 0;
  return (
    <section className={areas.panel} aria-labelledby="sources-heading" data-testid="sources">
      <h2 id="sources-heading" className="visually-hidden" tabIndex={-1}>
        {t.sources.heading}
      </h2>
      {failed ? <p className={styles.note}>{t.sources.failed}</p> : null}
      {sources ? (
        <p className={styles.note}>
          {sources.length === 0
            ? t.sources.none
            : fresh === sources.length
              ? t.sources.allFresh
              : t.sources.sources(f.number(fresh), f.number(sources.length))}
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
      <section className={areas.scroll} tabIndex={0} aria-label={t.sources.heading}>
        <ul className={styles.list}>
          {byState(sources ?? [], f.locale).map((source) => (
            <Source key={source.connector} source={source} />
          ))}
        </ul>
      </section>
      <p className={areas.foot}>
        <a href="/measures-here">{t.governed.all}</a>
      </p>
    </section>
  );
}

function Source({ source }: { source: SourceJson }) {
  const { t, f, language } = useWords();
  const when = useWhen();
  const session = useSession();
  const now = useClock(session, 10_000);
  const names = useNames();
  const say = useList();
  const { state, streams, missingAreaIds, areaIds, lastNewsAt, newestPhenomenonTime, nextAttemptAt } = source;
  const silent = streams.filter((stream) => stream.state !== "fresh");
  const last = lastNewsAt ?? newestPhenomenonTime;
  const since = Date.parse(source.since);
  const ago = (at: number): string => f.durationLong(Math.max(0, now - at));
  const sentence = language === "nl" ? source.sentenceNl : source.sentence;
  return (
    <li className={styles.item} data-source={source.connector} data-state={state}>
      <div className={styles.top}>
        <h3 className={styles.name}>{source.title}</h3>
        <SourceMark state={state} />
      </div>
      {sentence && state !== "fresh" ? <p>{sentence}</p> : null}
      {missingAreaIds.length > 0 ? (
        <p className={styles.misses}>{t.sources.misses(names(missingAreaIds))}</p>
      ) : null}
      {streams.length === 0 ? null : (
        <p className={silent.length > 0 ? undefined : styles.small}>
          {t.sources.sensors(f.number(streams.length - silent.length), f.number(streams.length))}.
          {silent.length > 0 && state === "fresh"
            ? ` ${t.sources.notFresh(say(silent.map(({ name }) => name)))}`
            : ""}
        </p>
      )}
      <p className={styles.small}>
        {[
          t.sources.since(when(since), ago(since)),
          last === null ? t.sources.never : t.sources.last(ago(Date.parse(last))),
          state !== "fresh" && nextAttemptAt ? t.sources.next(when(Date.parse(nextAttemptAt))) : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {areaIds.length === 0 ? <p className={styles.small}>{t.sources.missesNothing}</p> : null}
    </li>
  );
}
