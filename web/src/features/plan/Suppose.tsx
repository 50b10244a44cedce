// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import type { PlanJson, SupposedJson, SupposedKind, WhatIfJson } from "../../api/forecast";
import { fromLocalInput, toLocalInput } from "../../format/zone";
import { useSession } from "../../state/context";
import { Button } from "../../ui/Button";
import { SelectField, TextField } from "../../ui/Field";
import { ToneTag } from "../../ui/ToneTag";
import styles from "./Plan.module.css";
import { FIRST_AMOUNT, MAY_HAVE_EVENT, NEEDS_EVENT, supposed } from "./supposing";
import { usePlanWords } from "./words";

interface Props {
  readonly plan: PlanJson;
  readonly day: number;
  readonly outcome: WhatIfJson | null;
  onOutcome(outcome: WhatIfJson | null): void;
}

const KINDS: readonly SupposedKind[] = ["rain", "warmth", "visitors", "line-out", "cancelled", "moved"];
const NOON = 12;

/** Suppose rain, more visitors or a line that is out: what that changes, and how each effect is known. */
export function Suppose({ plan, day, outcome, onOutcome }: Props) {
  const { t } = usePlanWords();
  const { api } = useSession();
  const [changes, setChanges] = useState<readonly SupposedJson[]>([]);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const reckon = async (next: readonly SupposedJson[]): Promise<void> => {
    setRefused(null);
    if (next.length === 0) {
      setChanges(next);
      onOutcome(null);
      return;
    }
    setBusy(true);
    try {
      onOutcome(await api.whatIf(next));
      setChanges(next);
    } catch (reason) {
      setRefused(reason instanceof Error && reason.message ? reason.message : t.refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={styles.part} aria-labelledby="plan-what-if" data-testid="what-if">
      <h3 id="plan-what-if">{t.whatIf}</h3>
      <p className={styles.quiet}>{t.whatIfHint}</p>
      <Form
        key={plan.days[day]?.date}
        plan={plan}
        day={day}
        busy={busy}
        onAdd={(change) => void reckon([...changes, change])}
      />
      <div role="status">
        {busy ? <p className={styles.quiet}>{t.reckoning}</p> : null}
        {refused ? <p className={styles.refused}>{refused}</p> : null}
        <Effects
          outcome={changes.length > 0 ? outcome : null}
          onRemove={(place) => void reckon(changes.filter((_, i) => i !== place))}
        />
      </div>
      {changes.length > 1 ? (
        <Button look="small" onClick={() => void reckon([])}>
          {t.clear}
        </Button>
      ) : null}
    </section>
  );
}

/** What each change does by itself, and how that is known. */
export function Effects({
  outcome,
  onRemove,
}: {
  outcome: WhatIfJson | null;
  onRemove(place: number): void;
}) {
  const { t, f, language } = usePlanWords();
  if (!outcome) return null;
  const signed = new Intl.NumberFormat(f.locale, { signDisplay: "exceptZero", maximumFractionDigits: 0 });
  return (
    <ul>
      {outcome.changes.map((change, place) => (
        <li key={`${change.kind} ${change.title}`} className={styles.effect}>
          <span className={styles.top}>
            <strong>{change.title}</strong>
            <Button look="small" aria-label={t.remove(change.title)} onClick={() => onRemove(place)}>
              ×
            </Button>
          </span>
          <span>
            {Math.round(change.difference) === 0
              ? t.noEffect
              : t.effect(signed.format(change.difference), f.dateTime(Date.parse(change.differenceAt)))}
          </span>
          <span className={styles.known}>
            <ToneTag
              tone={change.isLearned ? "good" : "warn"}
              label={change.isLearned ? t.learned : t.assumed}
            />
            <span className={styles.quiet}>{language === "nl" ? change.sourceNl : change.source}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface FormProps {
  readonly plan: PlanJson;
  readonly day: number;
  readonly busy: boolean;
  onAdd(change: SupposedJson): void;
}

function Form({ plan, day, busy, onAdd }: FormProps) {
  const { t, f } = usePlanWords();
  const { statics } = useSession();
  const midnight = Date.parse(plan.days[day]?.from ?? plan.now);
  const noon = `${toLocalInput(midnight, f.zone).slice(0, 10)}T${NOON}:00`;
  const [kind, setKind] = useState<SupposedKind>("rain");
  const [amount, setAmount] = useState(String(FIRST_AMOUNT.rain));
  const [from, setFrom] = useState(noon);
  const [hours, setHours] = useState("3");
  const [areaId, setAreaId] = useState("");
  const [eventId, setEventId] = useState("");
  const mayHaveEvent = MAY_HAVE_EVENT.has(kind);
  const event = mayHaveEvent ? (plan.events.find(({ id }) => id === eventId) ?? null) : null;
  const kinds = plan.events.length > 0 ? KINDS : KINDS.filter((one) => !NEEDS_EVENT.has(one));
  const change = supposed(
    {
      kind,
      amount: Number.parseFloat(amount.replace(",", ".")),
      from: fromLocalInput(from, f.zone),
      hours: Number.parseFloat(hours),
      areaId,
      event,
    },
    t,
    f,
    t.everywhere,
  );
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    if (change) onAdd(change);
  };
  const choose = (next: SupposedKind): void => {
    setKind(next);
    setAmount(String(FIRST_AMOUNT[next]));
    if (NEEDS_EVENT.has(next) && !eventId) setEventId(plan.events[0]?.id ?? "");
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <SelectField
        label={t.kind}
        value={kind}
        options={kinds.map((value) => ({ value, label: t.kinds[value] }))}
        onChange={(changed) => choose(changed.target.value as SupposedKind)}
      />
      {kind === "cancelled" ? null : (
        <TextField
          label={t.amounts[kind]}
          inputMode="decimal"
          value={amount}
          onChange={(changed) => setAmount(changed.target.value)}
        />
      )}
      {mayHaveEvent && plan.events.length > 0 ? (
        <SelectField
          label={t.event}
          value={eventId}
          options={[
            ...(NEEDS_EVENT.has(kind) ? [] : [{ value: "", label: t.noEvent }]),
            ...plan.events.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(changed) => setEventId(changed.target.value)}
        />
      ) : null}
      {event ? null : (
        <>
          <TextField
            label={t.from}
            type="datetime-local"
            value={from}
            onChange={(changed) => setFrom(changed.target.value)}
          />
          <TextField
            label={t.hours}
            inputMode="decimal"
            value={hours}
            onChange={(changed) => setHours(changed.target.value)}
          />
          <SelectField
            label={t.where}
            value={areaId}
            options={[
              { value: "", label: t.everywhere },
              ...statics.areas.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(changed) => setAreaId(changed.target.value)}
          />
        </>
      )}
      <Button look="primary" type="submit" disabled={busy || change === null}>
        {t.add}
      </Button>
    </form>
  );
}
