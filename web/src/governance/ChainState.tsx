// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Notice, type Tone } from "../ui/Notice";
import { ToneTag } from "../ui/ToneTag";
import styles from "./parts.module.css";
import type { Chain } from "./types";
import { useWords } from "./words";

const TONES: Record<Chain["state"], Tone> = {
  intact: "good",
  tampered: "alarm",
  checking: "info",
  "not-checked": "warn",
};

export function ChainTag({ chain }: { chain: Chain }) {
  const { t } = useWords();
  return (
    <ToneTag
      tone={TONES[chain.state]}
      label={t.log.chainStates[chain.state] ?? chain.state}
      testId="chain-state"
    />
  );
}

/** Whether a log is as it was written, since when that is known, and what is wrong with it if it is not. */
export function ChainState({ chain }: { chain: Chain }) {
  const { t, f, word, moment } = useWords();
  // The verification counted what there was then; the number of the newest record is known always.
  const records = Math.max(chain.records, chain.sequence);
  const facts = [
    t.log.records(records, f.number(records)),
    chain.checkedAt ? t.log.checked(moment(chain.checkedAt)) : "",
    chain.anchoredAt ? t.log.anchored(f.number(chain.anchoredSequence), moment(chain.anchoredAt)) : "",
  ];
  return (
    <>
      <p className={styles.row}>
        <ChainTag chain={chain} />
        <span className={styles.subtle}>{facts.filter(Boolean).join(" · ")}</span>
      </p>
      {chain.faults.length > 0 ? (
        <Notice tone="alarm" title={t.log.chainStates.tampered ?? ""}>
          <ul>
            {chain.faults.map(({ file, line, kind, sentence }) => (
              <li key={`${file}/${line}/${kind}`}>
                {t.log.faultAt(file, String(line))}: {word("fault", kind)}. {sentence}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}
