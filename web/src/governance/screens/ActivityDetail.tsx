// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { permitted } from "../../identity/identity";
import { Link } from "../../router/router";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { governanceApi } from "../api";
import { Loaded, Screen, StandingTag } from "../parts";
import styles from "../parts.module.css";
import type { Activity } from "../types";
import { useWords } from "../words";
import { ActivityFacts } from "./ActivityFacts";
import { StopDialog } from "./StopDialog";

/** One activity: how it stands, everything that was declared of it, and stopping or resuming it. */
export function ActivityDetail({ id }: { id: string }) {
  const { t } = useWords();
  const [changed, setChanged] = useState<Activity | null>(null);
  const fetched = useFetched(`activity/${id}`, (signal) => governanceApi.activity(id, signal));
  const back = (
    <Link className={styles.back} href="/governance/activities">
      ← {t.activities.back}
    </Link>
  );
  if (!fetched.value) {
    return (
      <Screen title={id} above={back}>
        <Loaded fetched={fetched}>{() => null}</Loaded>
      </Screen>
    );
  }
  return (
    <Detail
      activity={changed ?? fetched.value}
      changed={changed !== null}
      back={back}
      onChanged={setChanged}
    />
  );
}

interface Props {
  readonly activity: Activity;
  readonly changed: boolean;
  readonly back: React.ReactNode;
  onChanged(activity: Activity): void;
}

function Detail({ activity, changed, back, onChanged }: Props) {
  const { t, own } = useWords();
  const may = useStore(permitted);
  const [asking, setAsking] = useState(false);
  const { standing } = activity;
  const name = own(activity.name, activity.nameNl);
  const withdrawn = standing.state === "withdrawn";
  const action =
    may.has("withdraw") && (standing.isActive || withdrawn) ? (
      <Button
        className={standing.isActive ? styles.danger : ""}
        look={standing.isActive ? "plain" : "primary"}
        onClick={() => setAsking(true)}
      >
        {standing.isActive ? t.activities.withdraw : t.activities.reinstate}
      </Button>
    ) : null;
  return (
    <Screen
      title={name}
      intro={own(activity.description, activity.descriptionNl)}
      above={back}
      action={action}
    >
      <div role="status">
        {changed ? (
          <Notice tone="good" testId="changed">
            <p>{withdrawn ? t.activities.stoppedDone(name) : t.activities.resumedDone(name)}</p>
          </Notice>
        ) : null}
      </div>
      <StandingPart activity={activity} />
      <ActivityFacts activity={activity} />
      {asking ? (
        <StopDialog
          activity={activity}
          name={name}
          onClose={() => setAsking(false)}
          onDone={(next) => {
            setAsking(false);
            onChanged(next);
          }}
        />
      ) : null}
    </Screen>
  );
}

function StandingPart({ activity: { standing } }: { activity: Activity }) {
  const { t, own, moment } = useWords();
  const since = standing.since ? t.activities.since(moment(standing.since)) : "";
  if (standing.isActive) {
    return (
      <p className={styles.row}>
        <StandingTag standing={standing} />
        <span className={styles.subtle}>
          {[since, standing.until ? t.activities.until(moment(standing.until)) : ""]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </p>
    );
  }
  return (
    <Notice tone="alarm" testId="stopped">
      <p className={styles.row}>
        <StandingTag standing={standing} />
        <span>{since}</span>
      </p>
      <p>
        <strong>{own(standing.reason, standing.reasonNl)}</strong>
      </p>
      {standing.remedy ? (
        <p>
          {t.activities.remedy}: {own(standing.remedy, standing.remedyNl)}
        </p>
      ) : null}
    </Notice>
  );
}
