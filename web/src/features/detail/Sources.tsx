// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { DoubtJson, InputJson } from "../../api/types";
import { useWords } from "../../i18n/i18n";
import type { AreaReading } from "../../picture/picture";
import { useSession } from "../../state/context";
import type { AreaInfo } from "../../state/statics";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { useThrottled } from "../../state/useThrottled";
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

function Source({ input, reading }: { input: InputJson; reading: AreaReading | null }) {
  const { t, f, language } = useWords();
  const { start, end } = phenomenonTime(input.phenomenonTime, reading);
  return (
    <li className={styles.item}>
      <div className={styles.top}>
        <a href={input.selfLink} target="_blank" rel="noreferrer" title={t.area.openObservation(input.name)}>
          {input.name}
        </a>
        <span className={styles.value}>
          {input.result === null ? t.unknown : f.number(input.result, Number.isInteger(input.result) ? 0 : 2)}{" "}
          {input.result === null ? "" : unitWord(input.unit, language)}
        </span>
      </div>
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
export function Sources({ info, reading }: { info: AreaInfo; reading: AreaReading | null }) {
  const { t } = useWords();
  const session = useSession();
  const at = useStore(session.past, (past) => past?.at ?? null);
  const sequence = useStore(session.newest, (picture) => `${picture?.epoch}/${picture?.sequence}`);
  const key = useThrottled(at === null ? sequence : `at/${at}`, 500);
  const refused = useStore(session.refused);
  const detail = useFetched(
    `${info.id}/${key}`,
    (signal) => session.api.area(info.id, session.past.get()?.at ?? null, signal),
    `${info.id}/${refused}`,
  );
  const inputs = detail.value?.inputs ?? [];
  const ofArea = detail.value?.doubts.filter(({ streamId }) => streamId === null) ?? [];
  const { method, methodSource } = detail.value ?? {};
  return (
    <Section title={t.area.sources}>
      {detail.state === "failed" ? <p className={styles.note}>{t.area.sourcesFailed}</p> : null}
      {detail.state === "ready" && inputs.length === 0 ? (
        <p className={styles.note}>{t.area.noSources}</p>
      ) : null}
      <Doubts doubts={ofArea} />
      <ul className={styles.list}>
        {inputs.map((input) => (
          <Source key={input.datastreamId} input={input} reading={reading} />
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
