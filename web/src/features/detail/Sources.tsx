// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import type { AreaDetailJson, DoubtJson, InputJson } from "../../api/types";
import { useWords } from "../../i18n/i18n";
import type { AreaReading } from "../../picture/picture";
import type { Fetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { QualityMark } from "../../ui/QualityMark";
import { Section } from "../../ui/Section";
import { phenomenonTime } from "./phenomenonTime";
import styles from "./Sources.module.css";
import { unitWord } from "./unitWord";

/** Why a value is doubted, with its numbers. */
function Doubts({ doubts }: { doubts: readonly DoubtJson[] }) {
  const { language } = useWords();
  return doubts.map(({ test, text, textNl }) => (
    <p key={test} className={styles.doubt} lang={language}>
      {language === "nl" ? textNl : text}
    </p>
  ));
}

/** A stream on which an estimate rests: its name, how much rests on it (NaN: not known), and what it said last here. */
interface Carrying {
  readonly name: string;
  readonly share: number;
  readonly input: InputJson | null;
}

/** The streams that carry an estimate, the one that carries most first; then observations that carry nothing. */
export function carrying({
  inputs,
  explanation,
}: Pick<AreaDetailJson, "inputs" | "explanation">): Carrying[] {
  const inputOf = new Map(inputs.map((input) => [input.streamId, input]));
  const carriers = explanation?.carriers ?? [];
  const named = new Set(carriers.map(({ streamId }) => streamId));
  return [
    ...carriers.map(({ streamId, name, share }) => ({ name, share, input: inputOf.get(streamId) ?? null })),
    ...inputs
      .filter(({ streamId }) => !named.has(streamId))
      .map((input) => ({ name: input.name, share: Number.NaN, input })),
  ];
}

/** How many are shown before the reader asks for all. */
const FIRST = 5;

function Share({ share }: { share: number }) {
  const { t, f } = useWords();
  if (Number.isNaN(share)) return null;
  return (
    <div className={styles.share}>
      <span className={styles.track} aria-hidden="true">
        <span style={{ width: `${Math.max(1, share * 100)}%` }} />
      </span>
      {t.origin.share(f.percent(share))}
    </div>
  );
}

function Source({ name, share, input, reading }: Carrying & { reading: AreaReading | null }) {
  const { t, f, language } = useWords();
  if (!input)
    return (
      <li className={styles.item}>
        <p className={styles.name}>{name}</p>
        <Share share={share} />
      </li>
    );
  const { start, end } = phenomenonTime(input.phenomenonTime, reading);
  return (
    <li className={styles.item}>
      <div className={styles.top}>
        <a href={input.selfLink} target="_blank" rel="noreferrer" title={t.area.openObservation(name)}>
          {name}
        </a>
        <span className={styles.value}>
          {input.result === null ? t.unknown : f.number(input.result, Number.isInteger(input.result) ? 0 : 2)}{" "}
          {input.result === null ? "" : unitWord(input.unit, language)}
        </span>
      </div>
      <Share share={share} />
      <div className={styles.bottom}>
        <span>
          {Number.isNaN(start)
            ? t.area.nothingMeasured
            : Number.isNaN(end)
              ? f.dateTime(start)
              : `${f.dateTime(start)}–${f.time(end)}`}
          {input.used === false ? ` · ${t.area.notUsed}` : ""}
        </span>
        <QualityMark quality={input.quality} doubt={input.doubts.length > 0 ? "doubted" : "none"} />
      </div>
      <Doubts doubts={input.doubts} />
    </li>
  );
}

/** The observations that the estimate rests on, and the method that made it. */
export function Sources({
  detail,
  reading,
}: {
  detail: Fetched<AreaDetailJson>;
  reading: AreaReading | null;
}) {
  const { t, f } = useWords();
  const [all, setAll] = useState(false);
  const carried = detail.value ? carrying(detail.value) : [];
  const ofArea = detail.value?.doubts.filter(({ streamId }) => streamId === null) ?? [];
  const { method, methodSource } = detail.value ?? {};
  return (
    <Section
      title={detail.value?.explanation ? t.origin.carriers : t.area.sources}
      action={
        carried.length > FIRST ? (
          <Button look="small" onClick={() => setAll(!all)}>
            {all ? t.origin.showFewer : t.origin.showAll(f.number(carried.length))}
          </Button>
        ) : null
      }
    >
      {detail.state === "failed" ? <p className={styles.note}>{t.area.sourcesFailed}</p> : null}
      {detail.state === "ready" && carried.length === 0 ? (
        <p className={styles.note}>{t.area.noSources}</p>
      ) : null}
      <Doubts doubts={ofArea} />
      <ul className={styles.list}>
        {(all ? carried : carried.slice(0, FIRST)).map((carrier) => (
          <Source key={carrier.name} {...carrier} reading={reading} />
        ))}
      </ul>
      {method ? (
        <p className={styles.note}>
          {t.area.method(method)}
          {methodSource ? ` (${methodSource})` : ""}
        </p>
      ) : null}
    </Section>
  );
}
