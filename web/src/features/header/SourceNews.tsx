// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { useWhen } from "../../room/useWhen";
import { useSession } from "../../state/context";
import { isGone } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { ToneMark } from "../../ui/Notice";
import { useList } from "../sources/useNames";
import styles from "./Banners.module.css";

/** That a source is lost, as long as it is; and that it is back, until the reader has seen it. Both are spoken. */
export function SourceNews() {
  const { t, f, language } = useWords();
  const when = useWhen();
  const session = useSession();
  const sources = useStore(session.sources) ?? [];
  const recovered = useStore(session.recovered);
  const say = useList();
  const gone = sources.filter(isGone);
  const [only] = gone;
  const words = (sentence: string, sentenceNl: string): string => (language === "nl" ? sentenceNl : sentence);
  return (
    <>
      {only ? (
        <div className={`${styles.banner} ${styles.lost}`} data-testid="source-lost">
          <ToneMark tone="alarm" size={16} />
          <p>
            {gone.length > 1
              ? t.sources.lostMany(f.number(gone.length), say(gone.map(({ title }) => title)))
              : `${t.sources.lostOne(only.title)} ${words(only.sentence, only.sentenceNl)}`}
          </p>
          <Button look="small" onClick={() => session.view.set("sources")}>
            {t.sources.open}
          </Button>
        </div>
      ) : null}
      {recovered.length > 0 ? (
        <div className={`${styles.banner} ${styles.note}`} data-testid="source-back">
          <p>
            {recovered.map(({ title, since }) => t.sources.back(title, when(Date.parse(since)))).join(" ")}
          </p>
          <Button look="small" onClick={() => session.recovered.set([])}>
            {t.live.dismiss}
          </Button>
        </div>
      ) : null}
    </>
  );
}
