// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo } from "react";
import { useWords } from "../../i18n/i18n";
import { readArea, stoppedFor } from "../../picture/picture";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { LevelBadge } from "../../ui/LevelBadge";
import { Notice } from "../../ui/Notice";
import { QualityMark } from "../../ui/QualityMark";
import { Section } from "../../ui/Section";
import styles from "./AreaPanel.module.css";
import { AreaWarnings } from "./AreaWarnings";
import { ComeAndGo } from "./ComeAndGo";
import { Course } from "./Course";
import { Figures } from "./Figures";
import { LevelMeaning } from "./LevelMeaning";
import { LevelProbability } from "./LevelProbability";
import { LostSources } from "./LostSources";
import { Origin } from "./Origin";
import { Sources } from "./Sources";
import { useAreaDetail } from "./useAreaDetail";

/** Everything about the chosen area: how busy, how sure, since when, and on what it rests. */
export function AreaPanel() {
  const { t, f, language } = useWords();
  const session = useSession();
  const newest = useStore(session.newest);
  const picture = useStore(session.shown);
  const selected = useStore(session.selected);
  const info = selected === null ? undefined : session.statics.area.get(selected);
  const reading = useMemo(
    () => (picture && selected ? readArea(picture, selected) : null),
    [picture, selected],
  );
  const detail = useAreaDetail(info?.id ?? null);
  if (!info) {
    return (
      <section className={styles.panel} aria-label={t.area.heading}>
        <p className={styles.note}>{t.area.none}</p>
      </section>
    );
  }
  const isAhead = reading?.foreseen != null;
  const explanation = detail.value?.explanation;
  const stopped = stoppedFor(newest, info.id);
  const own = (english: string, dutch: string): string => (language === "nl" ? dutch : english);
  const [observed] = info.datastreams;
  const quality = reading?.quality ?? "missing";
  const doubt = reading?.doubt ?? "none";
  const measured = reading && !Number.isNaN(reading.end);
  const age = measured ? Math.max(0, (picture?.at ?? picture?.now ?? 0) - reading.end) : 0;
  return (
    <section className={styles.panel} aria-labelledby="area-name" data-testid="area-panel">
      <div>
        <p className="overline">{t.area.heading}</p>
        <h2 id="area-name" className={styles.name}>
          {info.name}
        </h2>
        <p className={styles.line}>
          <LevelBadge large level={reading?.level ?? 0} stale={quality === "stale"} />
          <span>
            {t.kinds[info.kind] ?? info.kind}, {t.area.space(f.number(info.usableAreaM2))}
          </span>
        </p>
      </div>
      {stopped ? (
        <Notice tone="alarm" title={t.governed.area(own(stopped.name, stopped.nameNl))} testId="area-stopped">
          <p>{own(stopped.reason, stopped.reasonNl)}</p>
        </Notice>
      ) : null}
      {isAhead ? null : <LostSources areaId={info.id} />}
      <AreaWarnings areaId={info.id} />
      <Figures info={info} reading={reading} />
      <Section title={t.area.probability}>
        <LevelMeaning level={reading?.level ?? 0} likely={reading?.levelLikely ?? 0} isForeseen={isAhead} />
        <LevelProbability probabilities={reading?.probabilities ?? null} />
      </Section>
      {explanation && reading ? (
        <div data-quiet="">
          <Origin explanation={explanation} error={reading.personsError} />
        </div>
      ) : null}
      <ComeAndGo info={info} />
      <Course info={info} />
      {isAhead ? null : (
        <Section title={t.area.dataState}>
          <p className={styles.state}>
            <QualityMark quality={quality} doubt={doubt} />
            <span>
              {measured
                ? `${t.area.measured(f.interval(reading.start, reading.end))}, ${t.area.ageOf(f.durationLong(age))}`
                : t.area.nothingMeasured}
            </span>
          </p>
          {quality === "good" ? null : <p className={styles.note}>{t.qualityHint[quality]}</p>}
          {doubt === "none" ? null : (
            <p className={styles.note} data-testid="area-doubt">
              {t.doubtHint[doubt]}
            </p>
          )}
          {info.capacitySource ? (
            <p className={styles.note}>{t.area.capacitySource(info.capacitySource)}</p>
          ) : null}
        </Section>
      )}
      {isAhead ? null : (
        <div data-quiet="">
          <Sources detail={detail} reading={reading} />
        </div>
      )}
      <p>
        <a
          className={styles.why}
          href={`/measures-here${observed ? `?${new URLSearchParams({ sensor: observed.streamId })}` : ""}`}
        >
          {t.governed.why}
        </a>
      </p>
    </section>
  );
}
