// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { go, useAddress } from "../../router/router";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { type Option, SelectField } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi, withQuery } from "../api";
import { Loaded, Screen } from "../parts";
import styles from "../parts.module.css";
import type { Choice, Permission, PermissionOptions, Rule } from "../types";
import { useWords } from "../words";

/** What a question is made of; it is in the address, so that an answer can be sent to a colleague. */
const KEYS = ["role", "party", "action", "activity", "layer", "usedBy", "purpose"] as const;
type Asked = Record<(typeof KEYS)[number], string>;

/** The query of the API for what was filled in; null when it is not yet a question. */
export function questionOf(query: URLSearchParams): Record<string, string> | null {
  const given = Object.fromEntries(KEYS.map((key) => [key, query.get(key) ?? ""])) as Asked;
  const { activity, layer, ...others } = given;
  if (!given.role || !activity) return null;
  return { ...others, data: `${activity}/${layer || "observations"}` };
}

/** "May …?": a question about who, what and what for, answered by the rules themselves. */
export default function May() {
  const { t, language } = useWords();
  const { query } = useAddress();
  const options = useFetched(`options/${language}`, (signal) => governanceApi.options(language, signal));
  const question = questionOf(query);
  const key = question && `${language}/${new URLSearchParams(question)}`;
  const answer = useFetched(
    key,
    (signal) => governanceApi.permission({ ...question, language }, signal),
    key ?? "",
  );
  return (
    <Screen title={t.screens.may} intro={t.may.intro}>
      <Loaded fetched={options}>{(found) => <QuestionForm options={found} query={query} />}</Loaded>
      <div role="status">
        {key ? <Loaded fetched={answer}>{(found) => <Answer permission={found} />}</Loaded> : null}
      </div>
    </Screen>
  );
}

const choices = (list: readonly Choice[], none?: string): Option[] => [
  ...(none === undefined ? [] : [{ value: "", label: none }]),
  ...list.map(({ id, name }) => ({ value: id, label: name })),
];

function QuestionForm({ options, query }: { options: PermissionOptions; query: URLSearchParams }) {
  const { t } = useWords();
  const first: Asked = {
    role: query.get("role") ?? options.roles[0]?.id ?? "",
    party: query.get("party") ?? "",
    action: query.get("action") ?? "read",
    activity: query.get("activity") ?? options.activities[0]?.id ?? "",
    layer: query.get("layer") ?? "observations",
    usedBy: query.get("usedBy") ?? "",
    purpose: query.get("purpose") ?? "",
  };
  const [asked, setAsked] = useState(first);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    go(withQuery("/governance/may", asked), { replace: true });
  };
  const field = (key: keyof Asked, label: string, list: Option[]) => (
    <SelectField
      label={label}
      options={list}
      value={asked[key]}
      onChange={(event) => setAsked({ ...asked, [key]: event.target.value })}
    />
  );
  return (
    <form className={styles.panel} onSubmit={submit} aria-label={t.screens.may}>
      <div className={styles.filters}>
        {field("role", t.may.role, choices(options.roles))}
        {field("party", t.may.party, choices(options.parties, t.may.anyParty))}
        {field("action", t.may.action, choices(options.actions))}
        {field("activity", t.may.activity, choices(options.activities))}
        {field("layer", t.may.layer, choices(options.layers))}
        {field("usedBy", t.may.usedBy, choices(options.activities, t.may.itself))}
        {field("purpose", t.may.purpose, choices(options.purposes, t.may.ownPurpose))}
      </div>
      <div className={styles.row}>
        <Button type="submit" look="primary">
          {t.may.ask}
        </Button>
      </div>
    </form>
  );
}

function Answer({ permission }: { permission: Permission }) {
  const { t } = useWords();
  const { allowed, question, rules, nearest, reason, remedy, changes } = permission;
  return (
    <div className={styles.screen} data-testid="answer" data-allowed={allowed}>
      <p className={styles.intro}>{question.sentence}</p>
      <Notice tone={allowed ? "good" : "alarm"} title={allowed ? t.may.yes : t.may.no}>
        <p>{reason}</p>
        {remedy ? <p>{remedy}</p> : null}
      </Notice>
      <div className={styles.columns}>
        <section className={styles.panel} aria-labelledby="deciding">
          <h2 id="deciding">{rules.length > 1 ? t.may.rulesMany : t.may.rules}</h2>
          {rules.length === 0 ? <p>{t.may.noRule}</p> : null}
          {rules.map((rule) => (
            <RuleText key={rule.id} rule={rule} open={rules.length === 1} />
          ))}
        </section>
        {allowed ? null : (
          <section className={styles.panel} aria-labelledby="changing">
            <h2 id="changing">{t.may.change}</h2>
            <ul className={styles.list}>
              {changes.map(({ kind, text }) => (
                <li key={kind + text}>
                  <strong>{t.may.changeKinds[kind] ?? kind}.</strong> {text}
                </li>
              ))}
            </ul>
            {nearest.length > 0 ? <h3>{t.may.nearest}</h3> : null}
            {nearest.map((rule) => (
              <RuleText key={rule.id} rule={rule} open={false} />
            ))}
          </section>
        )}
      </div>
    </div>
  );
}

function RuleText({ rule, open }: { rule: Rule; open: boolean }) {
  const { t } = useWords();
  return (
    <article className={styles.form}>
      <p className={styles.row}>
        <strong>{rule.title}</strong>
        <ToneTag tone={rule.effect === "permit" ? "good" : "alarm"} label={t.may[rule.effect]} />
      </p>
      <p>{rule.why}</p>
      <details open={open}>
        <summary>
          {t.may.text} · <span className={styles.mono}>{rule.file}</span>
        </summary>
        <pre className={styles.code}>{rule.text}</pre>
      </details>
    </article>
  );
}
