// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { type RiskJson, roomApi, type WarningJson } from "../../api/room";
import { permitted } from "../../identity/identity";
import { unsure, worstOf } from "../../room/changes";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { useMembers } from "./useMembers";
import styles from "./WarningCard.module.css";

/** What a warning rests on: every limit, who did what, the risk aid with all its factors, and a draft for the public. */
export function WarningFacts({ warning }: { warning: WarningJson }) {
  const { t } = useWords();
  const when = useWhen();
  const may = useStore(permitted);
  const [draft, showDraft] = useState(false);
  return (
    <div className={styles.more}>
      <Members warning={warning} />
      {warning.risk ? <Risk risk={warning.risk} /> : null}
      {warning.steps.length > 0 ? (
        <div>
          <h4>{t.steps}</h4>
          <ol className={styles.steps}>
            {warning.steps.map((step) => (
              <li key={`${step.at}${step.deed}`}>
                <time dateTime={step.at}>{when(Date.parse(step.at))}</time>
                {step.byName || t.system} {t.done[step.deed] ?? step.deed}
                {step.note ? `: “${step.note}”` : ""}
              </li>
            ))}
          </ol>
        </div>
      ) : null}
      {may.has("respond") ? (
        <div className={styles.buttons}>
          <Button look="small" onClick={() => showDraft(true)}>
            {t.draft.open}
          </Button>
        </div>
      ) : null}
      {draft ? <Draft id={warning.id} onClose={() => showDraft(false)} /> : null}
    </div>
  );
}

function Members({ warning }: { warning: WarningJson }) {
  const { t, f, language } = useWords();
  const when = useWhen();
  const { statics } = useSession();
  const { value, limit } = useMembers();
  const correction = language === "nl" ? warning.correctionNl : warning.correction;
  return (
    <div>
      <h4>{t.limits}</h4>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t.where}</th>
            <th scope="col">{t.limitColumn}</th>
            <th scope="col">{t.nowColumn}</th>
            <th scope="col">{t.chance}</th>
          </tr>
        </thead>
        <tbody>
          {warning.members.map((one) => (
            <tr key={`${one.limitId}${one.areaId}`}>
              <th scope="row">{statics.area.get(one.areaId)?.name ?? one.areaId}</th>
              <td title={one.source}>{limit(one)}</td>
              <td>{value(one) ?? t.unknown}</td>
              <td>
                {one.endedAt !== null
                  ? t.memberOver(when(Date.parse(one.endedAt)))
                  : one.newest.probability === null
                    ? t.unknown
                    : f.chance(unsure(one.newest.probability))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.small}>
        {t.limitsFrom([...new Set(warning.members.map((m) => m.source))].join("; "))}
      </p>
      {correction && !worstOf(warning)?.newest.correction.isMade ? (
        <p className={styles.small} data-testid="warning-correction">
          {correction}
        </p>
      ) : null}
    </div>
  );
}

/** The bowtie in one number, with everything that makes it up: an aid, never a decision. */
function Risk({ risk }: { risk: RiskJson }) {
  const { t, f, language } = useWords();
  const own = (one: RiskJson["factors"][number]): string => (language === "nl" ? one.textNl : one.text);
  return (
    <div>
      <h4>{t.risk(f.number(risk.score, 2))}</h4>
      <p className={styles.small}>{t.riskHint}</p>
      <ul className={styles.steps}>
        {[...risk.factors, ...risk.barriers].map((one) => (
          <li key={one.code} title={one.source}>
            {own(one)}: × {f.number(one.factor, 2)}{" "}
            <span className={styles.small}>
              {one.applies === null ? t.notKnown : one.applies ? t.applies : t.appliesNot}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A draft for the public, to be read, changed and sent by a person. */
function Draft({ id, onClose }: { id: string; onClose(): void }) {
  const { t, language } = useWords();
  const [spoken, speak] = useState<string>(language);
  const found = useFetched(`${id}/${spoken}`, (signal) => roomApi.draft(id, spoken, signal), id);
  const draft = found.value;
  const text = draft
    ? [draft.headline, draft.description, draft.instruction, draft.doubt].filter(Boolean).join("\n")
    : "";
  return (
    <Dialog title={t.draft.title} onClose={onClose} testId="draft">
      <p className={styles.small}>{t.draft.hint}</p>
      <div className={styles.buttons}>
        {(["nl", "en"] as const).map((one) => (
          <Button key={one} look="small" aria-pressed={one === spoken} onClick={() => speak(one)}>
            {t.draft.languages[one]}
          </Button>
        ))}
      </div>
      {found.state === "failed" ? <Fault reason={found.reason} /> : null}
      {draft ? (
        <div lang={draft.language}>
          <p>
            <strong>{draft.headline}</strong>
          </p>
          <p>{draft.description}</p>
          <p>{draft.instruction}</p>
          {draft.doubt ? <p>{draft.doubt}</p> : null}
        </div>
      ) : null}
      {draft ? (
        <div>
          <CopyButton text={text} what={t.draft.title} />
        </div>
      ) : null}
    </Dialog>
  );
}
