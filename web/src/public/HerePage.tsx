// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { request } from "../api/http";
import { useAddress } from "../router/router";
import { useFetched } from "../state/useFetched";
import { Button } from "../ui/Button";
import { Facts } from "../ui/Facts";
import { Fault } from "../ui/Fault";
import { TextField } from "../ui/Field";
import { Notice, type Tone, ToneMark } from "../ui/Notice";
import { type Group, groupsOf, standsOf, totalsOf } from "./facts";
import styles from "./HerePage.module.css";
import { MapBoundary } from "./MapBoundary";
import { Contact, SensorItem, StandingMark } from "./SensorItem";
import { Shell } from "./Shell";
import type { Here } from "./types";
import { useWords } from "./words";

const SensorMap = lazy(() => import("./SensorMap"));
const HERE = "/api/v1/registers/here";
/** Fewer than this are found at a glance. */
const SEARCHED_FROM = 8;

/** Only these of the page's own query go to the server; a code on a mast says where it stands. */
function queryFor(query: URLSearchParams): string {
  const place = ["lon", "lat", "radiusM"].flatMap((key) => {
    const value = query.get(key);
    return value === null ? [] : [[key, value]];
  });
  return place.length > 0 ? `${HERE}?${new URLSearchParams(place)}` : HERE;
}

/** "What does the city measure here?": a list that works anywhere, then a map of the same. */
export function HerePage({ city }: { city: string }) {
  const { t } = useWords();
  const { query } = useAddress();
  const address = queryFor(query);
  const [attempt, setAttempt] = useState(0);
  const here = useFetched(`${address}#${attempt}`, (signal) => request<Here>(address, { signal }));
  return (
    <Shell city={here.value?.city.name ?? city} title={t.title} json={address}>
      <h1 className={styles.title}>{t.title}</h1>
      {here.value ? <Measured here={here.value} off={query.get("map") === "off"} /> : null}
      {here.state === "loading" && !here.value ? (
        <p role="status" className={styles.wait}>
          {t.loading}
        </p>
      ) : null}
      {here.state === "failed" ? (
        <>
          <Fault reason={here.reason} />
          <Button onClick={() => setAttempt((n) => n + 1)}>{t.retry}</Button>
        </>
      ) : null}
    </Shell>
  );
}

function Measured({ here, off }: { here: Here; off: boolean }) {
  const { t } = useWords();
  const [wanted, setWanted] = useState("");
  const { query } = useAddress();
  const [open, setOpen] = useState<string | null>(() => query.get("sensor"));
  const aside = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the page begins
  useEffect(() => {
    const asked = query.get("sensor");
    if (asked)
      document.querySelector(`[data-sensor="${CSS.escape(asked)}"]`)?.scrollIntoView({ block: "center" });
  }, []);
  const groups = useMemo(() => groupsOf(here, wanted.trim()), [here, wanted]);
  const showInList = (id: string): void => {
    setWanted("");
    setOpen(id);
    requestAnimationFrame(() => {
      const item = document.querySelector<HTMLElement>(`[data-sensor="${CSS.escape(id)}"] summary`);
      item?.focus({ preventScroll: true });
      item?.scrollIntoView({ block: "center" });
    });
  };
  const withMap = !off && here.sensors.some((sensor) => standsOf(sensor) !== null);
  return (
    <>
      {here.city.simulated ? (
        <Notice tone="warn">
          <p>{t.simulated}</p>
        </Notice>
      ) : null}
      <Answer here={here} />
      <div className={styles.columns}>
        <div>
          {here.sensors.length >= SEARCHED_FROM ? (
            <div className={styles.search}>
              <TextField
                type="search"
                label={t.filter}
                value={wanted}
                onChange={(event) => setWanted(event.target.value)}
              />
            </div>
          ) : null}
          <div className={styles.list}>
            {groups.map((group) => (
              <ActivityGroup
                key={group.activity?.id ?? ""}
                group={group}
                open={open}
                onMap={withMap}
                onOpen={setOpen}
                onShow={() => aside.current?.scrollIntoView({ block: "nearest" })}
              />
            ))}
          </div>
          <p role="status">{groups.length === 0 ? (wanted ? t.none : t.noSensors) : ""}</p>
          <Objecting here={here} />
        </div>
        {withMap ? (
          <div className={styles.aside} ref={aside}>
            <WhenSeen>
              <MapBoundary>
                <Suspense
                  fallback={
                    <p className={styles.wait} role="status">
                      {t.mapWait}
                    </p>
                  }
                >
                  <SensorMap here={here} chosen={open} onChoose={showInList} />
                </Suspense>
              </MapBoundary>
            </WhenSeen>
          </div>
        ) : null}
      </div>
    </>
  );
}

/** The map is by far the heaviest part: it is fetched when it comes into view. */
function WhenSeen({ children }: { children: React.ReactNode }) {
  const [seen, setSeen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), {
      rootMargin: "200px",
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={place}>{seen ? children : null}</div>;
}

function Line({ tone, children }: { tone: "good" | "warn" | "alarm"; children: string }) {
  const look: Record<string, string | undefined> = {
    good: styles.yes,
    warn: styles.doubt,
    alarm: styles.stop,
  };
  return (
    <p className={look[tone]}>
      <ToneMark tone={tone as Tone} />
      <span>{children}</span>
    </p>
  );
}

/** The answer in a few sentences, before any list. */
function Answer({ here }: { here: Here }) {
  const { t, f } = useWords();
  const totals = totalsOf(here);
  return (
    <div className={styles.answer} data-testid="answer">
      <strong>
        {here.at
          ? t.nearby(totals.sensors, f.number(here.at.radiusM))
          : t.lead(totals.sensors, here.city.name)}
      </strong>
      {totals.sensors === 0 ? null : totals.personal === 0 ? (
        <Line tone="good">{t.noPersonal}</Line>
      ) : (
        <Line tone="warn">{t.somePersonal(totals.personal)}</Line>
      )}
      {totals.stopped > 0 ? <Line tone="alarm">{t.stoppedCount(totals.stopped)}</Line> : null}
      <p className={styles.asOf}>{t.asOf(f.dayTime(Date.parse(here.issuedAt)))}</p>
    </div>
  );
}

interface GroupProps {
  readonly group: Group;
  readonly open: string | null;
  readonly onMap: boolean;
  onOpen(id: string | null): void;
  onShow(): void;
}

function ActivityGroup({ group: { activity, sensors }, open, onMap, onOpen, onShow }: GroupProps) {
  const { t, say, label } = useWords();
  const id = `activity-${activity?.id ?? "none"}`;
  const active = activity?.standing.active ?? false;
  return (
    <section className={styles.group} aria-labelledby={id} data-activity={activity?.id ?? "none"}>
      <div className={styles.groupHead} data-active={active}>
        <h2 id={id}>{activity ? say(activity.name) : t.undeclared}</h2>
        {activity ? (
          <>
            <p className={styles.tags}>
              <StandingMark standing={activity.standing} />
              <span>{label(activity.purpose.label)}</span>
            </p>
            {active ? null : <p className={styles.because}>{say(activity.standing.because)}</p>}
          </>
        ) : (
          <p>{t.notDeclared}</p>
        )}
      </div>
      <ul className={styles.sensors}>
        {sensors.map((described) => (
          <SensorItem
            key={described.sensor.id}
            described={described}
            open={described.sensor.id === open}
            onMap={onMap}
            onOpen={(isOpen) => {
              if (isOpen) onOpen(described.sensor.id);
              else if (open === described.sensor.id) onOpen(null);
            }}
            onShow={onShow}
          />
        ))}
      </ul>
    </section>
  );
}

function Objecting({ here }: { here: Here }) {
  const { t, say } = useWords();
  const { text, contact, dataProtectionOfficer, authority } = here.objecting;
  return (
    <section className={styles.object} aria-labelledby="objecting">
      <h2 id="objecting" tabIndex={-1}>
        {t.objectTitle}
      </h2>
      <p>{say(text)}</p>
      <Facts
        facts={[
          { term: here.controller.name, fact: contact ? <Contact contact={contact} /> : "" },
          {
            term: t.officer,
            fact: dataProtectionOfficer ? <Contact contact={dataProtectionOfficer} /> : "",
          },
          authority ? { term: t.authority, fact: <a href={authority.url}>{authority.name}</a> } : null,
        ]}
      />
    </section>
  );
}
