// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { Notice } from "../../ui/Notice";

interface Props {
  /** What somebody did. */
  readonly step: { readonly byName: string; readonly at: string };
  readonly did: string;
  readonly note: string;
  /** Whether the reader has written something, which is still there. */
  readonly hasText: boolean;
}

/** That somebody else was first: who, what and when; nothing of one's own is lost. */
export function WasFirst({ step, did, note, hasText }: Props) {
  const { t } = useWords();
  const when = useWhen();
  return (
    <div role="alert">
      <Notice
        tone="warn"
        testId="somebody-was-first"
        title={t.wasFirst(step.byName || t.system, did, when(Date.parse(step.at)))}
      >
        {note ? <p>“{note}”</p> : null}
        <p>{hasText ? t.wasFirstKept : t.wasFirstLook}</p>
      </Notice>
    </div>
  );
}
