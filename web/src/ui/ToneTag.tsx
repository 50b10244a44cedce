// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type Tone, ToneMark } from "./Notice";
import tones from "./Tone.module.css";
import styles from "./ToneTag.module.css";

/** One or two words in the colour and the shape of their tone. */
export function ToneTag({ tone, label, testId }: { tone: Tone; label: string; testId?: string }) {
  return (
    <span className={`${styles.tag} ${tones[tone]}`} data-tone={tone} data-testid={testId}>
      <ToneMark tone={tone} size={13} />
      {label}
    </span>
  );
}
