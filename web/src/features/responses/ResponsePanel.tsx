// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import type { ResponseJson } from "../../api/room";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Section } from "../../ui/Section";
import { ToneTag } from "../../ui/ToneTag";
import detail from "../detail/AreaPanel.module.css";
import { useEscape } from "../shortcuts/useShortcuts";
import { AreaLinks } from "../warnings/AreaLinks";
import { Chance } from "../warnings/Chance";
import { Beside } from "../warnings/Others";
import { RESPONSE_TONES } from "../warnings/tones";
import { Commands } from "./Commands";
import { Decide } from "./Decide";
import { Intervention } from "./Intervention";
import styles from "./ResponsePanel.module.css";
import { SinceBegun } from "./SinceBegun";
import { Tasks } from "./Tasks";

/** The response that is open: why it is proposed, what it does, who decides, and how far it has come. */
export function ResponsePanel() {
  const room = useRoom();
  const id = useStore(room.chosen);
  const found = useStore(room.responses)?.responses.find((one) => one.id === id);
  return found ? <Opened key={found.id} response={found} /> : null;
}

function Opened({ response }: { response: ResponseJson }) {
  const { t, f, language } = useWords();
  const when = useWhen();
  const room = useRoom();
  const heading = useRef<HTMLHeadingElement>(null);
  const own = (english: string, dutch: string): string => (language === "nl" ? dutch : english);
  const { playbook, evidence } = response;
  useEffect(() => heading.current?.focus(), []);
  const close = useCallback((): void => {
    // The line of it may be beside the map only once this is gone.
    flushSync(() => room.chosen.set(null));
    const line = document.querySelector<HTMLElement>(`[data-response="${response.id}"]`);
    (line ?? document.querySelector<HTMLElement>("[data-card]"))?.focus();
  }, [room, response.id]);
  useEscape(close);
  const proposedBy = response.steps.find(({ deed }) => deed === "propose");
  return (
    <section
      className={styles.panel}
      aria-labelledby="response-name"
      data-testid="response-panel"
      data-response-state={response.state}
    >
      <div className={styles.body}>
        <div>
          <div className={styles.over}>
            <p className="overline">{t.response}</p>
            <Button look="small" onClick={close} aria-keyshortcuts="Escape">
              {t.back}
            </Button>
          </div>
          <h2 id="response-name" ref={heading} tabIndex={-1} className={detail.name}>
            {own(playbook.title, playbook.titleNl)}
          </h2>
          <p className={detail.line}>
            <ToneTag
              tone={RESPONSE_TONES[response.state]}
              label={t.responseStates[response.state]}
              testId="response-state"
            />
            <span>{t.since(when(Date.parse(response.since)))}</span>
          </p>
          <Beside responseId={response.id} />
        </div>
        {response.shouldEnd ? (
          <Notice tone="warn" title={t.shouldEnd} testId="should-end">
            <p>{own(response.endBecause, response.endBecauseNl)}</p>
          </Notice>
        ) : null}
        {response.conflicts.map((one) => (
          <Notice key={one.responseId + one.thing} tone="alarm" title={t.conflict} testId="conflict">
            <p>{own(one.sentence, one.sentenceNl)}</p>
            <p>
              <Button look="small" onClick={() => room.chosen.set(one.responseId)}>
                {t.openOther}
              </Button>
            </p>
          </Notice>
        ))}
        <SinceBegun response={response} />
        <Why response={response} />
        {playbook.checks.length > 0 && response.state === "proposed" ? (
          <Section title={t.checks}>
            <ul className={styles.checks}>
              {(language === "nl" ? playbook.checksNl : playbook.checks).map((check) => (
                <li key={check}>
                  <label className={styles.check}>
                    <input type="checkbox" />
                    {check}
                  </label>
                </li>
              ))}
            </ul>
          </Section>
        ) : null}
        <Section title={t.whatIsDone}>
          <ul className={styles.interventions}>
            {playbook.interventions.map((one) => (
              <Intervention key={one.id} intervention={one} />
            ))}
          </ul>
          <dl className={styles.facts}>
            <Fact term={t.cost}>{playbook.cost || t.noCost}</Fact>
            <Fact term={t.ends}>
              {t.exit(
                f.chance(playbook.exitProbabilityBelow),
                f.durationLong(playbook.exitAfterMin * 60_000),
              )}
            </Fact>
            <Fact term={t.decides}>
              {t.roles[playbook.approvalRole] ?? playbook.approvalRole}
              {playbook.reAuthenticate ? `, ${t.reauthenticate}` : ""}
            </Fact>
          </dl>
        </Section>
        {response.tasks.length > 0 ? <Tasks response={response} /> : null}
        {response.commands.length > 0 ? <Commands response={response} /> : null}
        <Section title={t.steps}>
          <ol className={styles.steps}>
            <li>
              <time dateTime={response.proposedAt}>{when(Date.parse(response.proposedAt))}</time>
              {t.proposedBy(proposedBy?.byName || (evidence ? t.system : ""))}
            </li>
            {response.steps
              .filter(({ deed }) => deed !== "propose")
              .map((step) => (
                <li key={`${step.at}${step.deed}`}>
                  <time dateTime={step.at}>{when(Date.parse(step.at))}</time>
                  {step.byName || t.system} {t.decided[step.deed] ?? step.deed}
                  {step.because ? `: “${step.because}”` : ""}
                </li>
              ))}
          </ol>
        </Section>
      </div>
      <Decide response={response} />
    </section>
  );
}

/** Why it is proposed: the warning as it was then, and whether there is time enough. */
function Why({ response }: { response: ResponseJson }) {
  const { t, f, language } = useWords();
  const when = useWhen();
  const { evidence, playbook } = response;
  if (!evidence) {
    const first = response.steps[0];
    return (
      <Section title={t.why}>
        <p>{first?.because ? `“${first.because}”` : t.byHand}</p>
      </Section>
    );
  }
  const ready = f.durationLong(playbook.preparationMin * 60_000);
  const left = evidence.leadMin === null ? null : f.durationLong(evidence.leadMin * 60_000);
  return (
    <Section title={t.why}>
      <p className={styles.small}>{t.asProposed(when(Date.parse(evidence.at)))}</p>
      <p>{language === "nl" ? evidence.sentenceNl : evidence.sentence}</p>
      <p className={styles.line}>
        <Chance probability={evidence.probability} lower={evidence.lower} upper={evidence.upper} />
      </p>
      <p className={styles.line}>
        <AreaLinks ids={evidence.areaIds} />
      </p>
      <div className={styles.line}>
        {left === null ? (
          <span>{t.preparation(ready)}</span>
        ) : (evidence.leadMin ?? 0) <= 0 ? (
          <Notice tone="warn" testId="in-time">
            <p>{t.alreadyPassed(ready)}</p>
          </Notice>
        ) : (
          <Notice tone={evidence.inTime ? "good" : "alarm"} testId="in-time">
            <p>{evidence.inTime ? t.inTime(ready, left) : t.tooLate(ready, left)}</p>
          </Notice>
        )}
      </div>
    </Section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
