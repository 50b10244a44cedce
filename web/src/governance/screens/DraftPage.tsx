// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { goQuery, Link, useAddress } from "../../router/router";
import { useFetched } from "../../state/useFetched";
import { Choice } from "../../ui/Choice";
import type { Tone } from "../../ui/Notice";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { Loaded, Screen, Table } from "../parts";
import shared from "../parts.module.css";
import type { Draft, DraftQuestion } from "../types";
import { useWords } from "../words";
import styles from "./DraftPage.module.css";
import { Counts } from "./Drafts";

const TONES: Record<DraftQuestion["status"], Tone> = { answered: "good", partly: "info", open: "warn" };

/** One draft: what the system knows, with where it is from, and what only a person can answer, standing out. */
export function DraftPage({ activity, kind }: { activity: string; kind: string }) {
  const { t, say } = useWords();
  const { query } = useAddress();
  const onlyOpen = query.get("show") === "open";
  const fetched = useFetched(`draft/${activity}/${kind}`, (signal) =>
    governanceApi.draft(activity, kind, signal),
  );
  const draft = fetched.value;
  const file = `/api/v1/assessment-drafts/${encodeURIComponent(activity)}/${encodeURIComponent(kind)}`;
  return (
    <Screen
      title={draft ? say(draft.title) : t.screens.drafts}
      above={
        <Link className={shared.back} href="/governance/drafts">
          ← {t.drafts.back}
        </Link>
      }
      intro={draft ? `${draft.model.name} ${draft.model.version}` : ""}
      action={
        <Choice
          label={t.drafts.show}
          value={onlyOpen ? "open" : "all"}
          options={[
            { value: "all", label: t.drafts.everything },
            { value: "open", label: t.drafts.onlyOpen },
          ]}
          onChange={(show) => goQuery({ show: show === "all" ? null : show })}
        />
      }
    >
      <Loaded fetched={fetched}>
        {(found) => (
          <>
            <p className={shared.row}>
              <Counts counts={found.summary} />
              <a href={`${file}?format=html`}>{t.drafts.print}</a>
              <a href={`${file}?format=md`}>Markdown</a>
              <a href={`${file}?format=json`}>JSON</a>
            </p>
            <Parts draft={found} onlyOpen={onlyOpen} />
          </>
        )}
      </Loaded>
    </Screen>
  );
}

function Parts({ draft, onlyOpen }: { draft: Draft; onlyOpen: boolean }) {
  const { say } = useWords();
  return draft.parts.map((part) => {
    const sections = part.sections
      .map((section) => ({
        ...section,
        questions: section.questions.filter(({ status }) => !onlyOpen || status !== "answered"),
      }))
      .filter(({ questions }) => questions.length > 0);
    if (sections.length === 0) return null;
    return (
      <section key={part.id} className={styles.part} aria-labelledby={`part-${part.id}`}>
        <h2 id={`part-${part.id}`}>
          {part.id}. {say(part.title)}
        </h2>
        {sections.map((section) => (
          <section key={section.id} className={styles.section}>
            <h3>
              {section.id} {say(section.title)}
            </h3>
            {section.questions.map((question) => (
              <Question key={question.id} question={question} />
            ))}
          </section>
        ))}
      </section>
    );
  });
}

function Question({ question }: { question: DraftQuestion }) {
  const { t, say } = useWords();
  const { status, answers, table, ask, who } = question;
  return (
    <div className={styles.question} data-status={status}>
      <div className={styles.top}>
        <p>
          {question.id} {question.question ? say(question.question) : ""}
        </p>
        <ToneTag tone={TONES[status]} label={t.drafts.status[status] ?? status} />
      </div>
      {answers.map(({ text, from }) => (
        <p key={text + from} lang="nl">
          {text}
          {from ? (
            <span className={styles.from}>
              {t.drafts.source}: {from}
            </span>
          ) : null}
        </p>
      ))}
      {table ? (
        <Table label={question.id} columns={table.columns.map((label) => ({ label }))}>
          {table.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a draft do not move
            <tr key={i}>
              {row.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </Table>
      ) : null}
      {ask ? (
        <p>
          <span className={styles.ask}>{t.drafts.ask}:</span> {ask} {who ? `(${t.drafts.who(who)})` : ""}
        </p>
      ) : null}
    </div>
  );
}
