// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Activity, Here, Sensor } from "./types";

/** A sensor with the activity that it serves; null when it serves none and nothing of it comes in. */
export interface Described {
  readonly sensor: Sensor;
  readonly activity: Activity | null;
}

export interface Group {
  readonly activity: Activity | null;
  readonly sensors: readonly Described[];
}

/** Sensors by the activity that they serve, in the order of the server; what has stopped comes first. */
export function groupsOf(here: Here, wanted: string): Group[] {
  const found = here.sensors.filter((sensor) => matches(sensor, wanted));
  const activities: (Activity | null)[] = [...here.activities, null];
  const groups = activities.map((activity) => ({
    activity,
    sensors: found
      .filter((sensor) => sensor.activity === (activity?.id ?? null))
      .map((sensor) => ({ sensor, activity })),
  }));
  return groups
    .filter(({ sensors }) => sensors.length > 0)
    .sort(
      (a, b) => Number(a.activity?.standing.active ?? false) - Number(b.activity?.standing.active ?? false),
    );
}

const folded = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/** Whether every word that was typed is somewhere in the sensor's name, place or what it observes. */
export function matches(sensor: Sensor, wanted: string): boolean {
  const { name, place, observes } = sensor;
  const text = folded([name, place.text.nl, place.text.en, observes.nl, observes.en].join(" "));
  return folded(wanted)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export interface Totals {
  readonly sensors: number;
  readonly personal: number;
  readonly stopped: number;
}

export function totalsOf(here: Here): Totals {
  const personal = new Set(
    here.activities.filter(({ personalData }) => personalData.any).map(({ id }) => id),
  );
  return {
    sensors: here.sensors.length,
    personal: here.sensors.filter(({ activity }) => activity !== null && personal.has(activity)).length,
    stopped: here.sensors.filter(({ standing }) => !standing.active).length,
  };
}

/** A contact as a link, when it is an address of a page or of mail. */
export function linkOf(contact: string): string | null {
  if (/^https?:\/\/\S+$/.test(contact)) return contact;
  return /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(contact) ? `mailto:${contact}` : null;
}

/** Where a sensor stands, as longitude and latitude; null when it stands nowhere. */
export function standsOf({ place: { lon, lat } }: Sensor): [number, number] | null {
  return typeof lon === "number" && typeof lat === "number" ? [lon, lat] : null;
}
