// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { FlowsJson } from "../api/types";

/** The place that is not an area: where people come from and go to. */
export const OUTSIDE = "outside";

/** Who crosses the gates now, as typed arrays outside React: row i is one gate in one direction. */
export interface Flows {
  readonly count: number;
  readonly gate: readonly string[];
  readonly origin: readonly string[];
  readonly destination: readonly string[];
  /** Persons per minute; NaN when not known. */
  readonly rate: Float64Array;
  readonly error: Float64Array;
}

export const NO_FLOWS: Flows = {
  count: 0,
  gate: [],
  origin: [],
  destination: [],
  rate: new Float64Array(),
  error: new Float64Array(),
};

const column = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

export function decodeFlows(json: FlowsJson): Flows {
  return {
    count: json.gateIds.length,
    gate: json.gateIds,
    origin: json.origin,
    destination: json.destination,
    rate: column(json.personsPerMin),
    error: column(json.standardError),
  };
}

/** From this many persons per minute a flow is worth an arrow or a line of its own. */
export const NOTABLE_RATE = 1;

/** The flows worth showing, the strongest first. */
export function notable(flows: Flows, most = Number.POSITIVE_INFINITY): number[] {
  const rows: number[] = [];
  for (let i = 0; i < flows.count; i++) if ((flows.rate[i] ?? 0) >= NOTABLE_RATE) rows.push(i);
  return rows.sort((a, b) => (flows.rate[b] ?? 0) - (flows.rate[a] ?? 0)).slice(0, most);
}

/** Where people go between two places, over all the gates between them. */
export interface Stream {
  readonly origin: string;
  readonly destination: string;
  readonly rate: number;
  readonly error: number;
}

/** The flows that come into or go out of an area, one per other place and direction, the strongest first. */
export function streamsOf(flows: Flows, area: string): { coming: Stream[]; going: Stream[] } {
  const found = new Map<string, { origin: string; destination: string; rate: number; variance: number }>();
  for (let i = 0; i < flows.count; i++) {
    const [origin = "", destination = "", rate = Number.NaN] = [
      flows.origin[i],
      flows.destination[i],
      flows.rate[i],
    ];
    if ((origin !== area && destination !== area) || Number.isNaN(rate)) continue;
    const key = `${origin} ${destination}`;
    const known = found.get(key) ?? { origin, destination, rate: 0, variance: 0 };
    found.set(key, {
      ...known,
      rate: known.rate + rate,
      variance: known.variance + (flows.error[i] || 0) ** 2,
    });
  }
  const streams = [...found.values()]
    .map(({ variance, ...stream }) => ({ ...stream, error: Math.sqrt(variance) }))
    .sort((a, b) => b.rate - a.rate);
  return {
    coming: streams.filter(({ destination }) => destination === area),
    going: streams.filter(({ origin }) => origin === area),
  };
}

/** The sum of streams that are counted apart. */
export function together(streams: readonly Stream[]): { rate: number; error: number } {
  return {
    rate: streams.reduce((sum, { rate }) => sum + rate, 0),
    error: Math.sqrt(streams.reduce((sum, { error }) => sum + error ** 2, 0)),
  };
}
