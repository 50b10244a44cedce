// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo } from "react";
import type { ResponseJson } from "../../api/room";
import { decodeFan } from "../../forecast/fan";
import { readArea } from "../../picture/picture";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useClock } from "../../state/useClock";
import { useFetched } from "../../state/useFetched";
import { QualityMark } from "../../ui/QualityMark";
import { Section } from "../../ui/Section";
import styles from "./ResponsePanel.module.css";
import { areasOf, begunAt, stepAt } from "./since";

const AHEAD_H = 6;

/** Since it began: what had been foreseen before it, without it, beside what is there now, with it. */
export function SinceBegun({ response }: { response: ResponseJson }) {
  const { t } = useWords();
  const when = useWhen();
  const begun = begunAt(response);
  const areas = areasOf(response);
  if (Number.isNaN(begun) || areas.length === 0) return null;
  return (
    <Section title={t.sinceBegun(when(begun))}>
      <ul className={styles.tasks} data-testid="since-begun">
        {areas.map((id) => (
          <Area key={id} id={id} begun={begun} />
        ))}
      </ul>
      <p className={styles.small}>{t.sinceHint}</p>
    </Section>
  );
}

function Area({ id, begun }: { id: string; begun: number }) {
  const { t, f } = useWords();
  const session = useSession();
  const now = useClock(session, 10_000);
  const picture = useStore(session.newest);
  const found = useFetched(`${id}/${begun}`, (signal) =>
    session.api.areaForecast(id, AHEAD_H, signal, begun),
  );
  const fan = useMemo(() => (found.value ? decodeFan(found.value) : null), [found.value]);
  const without = fan ? stepAt(fan, now) : null;
  const reading = picture ? readArea(picture, id) : null;
  const isLive = useStore(session.status, ({ kind }) => kind !== "not-live");
  const isSound = reading?.quality === "good" && reading.doubt === "none";
  const shown = reading && f.band(reading.persons, reading.lower, reading.upper);
  const expected = without && f.band(without.median, without.lower80, without.upper80);
  const most = Math.max(without?.upper80 ?? 0, reading?.upper || 0, 1);
  return (
    <li className={styles.compare}>
      <p className={styles.title}>
        {session.statics.area.get(id)?.name ?? id} <span className={styles.small}>({t.units.persons})</span>{" "}
        {reading && !isSound ? <QualityMark quality={reading.quality} doubt={reading.doubt} /> : null}
      </p>
      {isLive ? null : <p className={styles.small}>{t.old}</p>}
      <Bar word={t.without} share={(without?.median ?? 0) / most} look={styles.untreated} text={expected} />
      <Bar word={t.with} share={(reading?.persons || 0) / most} look={styles.treated} text={shown} />
    </li>
  );
}

interface BarProps {
  readonly word: string;
  readonly share: number;
  readonly look: string | undefined;
  readonly text: { value: string; lower: string | null; upper: string | null } | null;
}

function Bar({ word, share, look, text }: BarProps) {
  const { t } = useWords();
  return (
    <div className={styles.bar}>
      <span>{word}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className={look} width={Math.max(0, share) * 100} height="10" />
      </svg>
      <span>
        {text ? text.value : t.unknown}{" "}
        {text?.lower && text.upper ? (
          <span className={styles.small}>
            {text.lower}–{text.upper}
          </span>
        ) : null}
      </span>
    </div>
  );
}
