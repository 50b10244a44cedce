// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { goneFor } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { Notice } from "../../ui/Notice";
import { useList } from "../sources/useNames";

/** That a source on which the chosen area rests is lost, in the server's own words. */
export function LostSources({ areaId }: { areaId: string }) {
  const { t, language } = useWords();
  const session = useSession();
  const sources = useStore(session.sources);
  const say = useList();
  const gone = goneFor(sources ?? [], areaId);
  if (gone.length === 0) return null;
  return (
    <Notice
      tone="alarm"
      title={t.sources.areaLost(say(gone.map(({ title }) => title)))}
      testId="area-lost-source"
    >
      {gone.map(({ connector, sentence, sentenceNl }) => (
        <p key={connector}>{language === "nl" ? sentenceNl : sentence}</p>
      ))}
    </Notice>
  );
}
