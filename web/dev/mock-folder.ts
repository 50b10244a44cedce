// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** A real city folder with invented people in it (MOCK_CITY=scheveningen): to look at the screen without a back end. */
import { readdirSync, readFileSync } from "node:fs";
import type { FeatureCollection, LineString, Polygon } from "geojson";
import type {
  ExplanationJson,
  FlowsJson,
  PictureJson,
  Quality,
  SourceJson,
  SourcesJson,
} from "../src/api/types";
import { noise } from "./mock-city.ts";
import { bandOf, CAUTION } from "./mock-counts.ts";

const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
const parsed = (path: string): FeatureCollection =>
  JSON.parse(readFileSync(path, "utf8")) as FeatureCollection;
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export const KINDS: Record<string, { breaks: number[]; quantity: string; source: string }> = {
  ...Object.fromEntries(
    ["walkway", "square"].map((kind) => [
      kind,
      { breaks: [0.31, 0.43, 0.72, 1.08], quantity: "densityPerM2", source: "Fruin 1971" },
    ]),
  ),
  stairs: { breaks: [0.54, 0.72, 1.08, 1.54], quantity: "densityPerM2", source: "Fruin 1971" },
  platform: { breaks: [0.83, 1.08, 1.54, 3.59], quantity: "densityPerM2", source: "Fruin 1971" },
  beach: { breaks: [0.4, 0.6, 0.8, 1], quantity: "shareOfCapacity", source: "Baken" },
  building: { breaks: [0.4, 0.6, 0.8, 1], quantity: "shareOfCapacity", source: "Baken" },
};

interface Place {
  readonly id: string;
  readonly name: string;
  readonly starts: number[];
  readonly usable: number;
}

const cumulative = (x: number): number => 1 / (1 + Math.exp(-1.702 * x));

export class FolderCity {
  readonly areas: FeatureCollection;
  readonly gates: FeatureCollection;
  readonly basemap: Record<string, FeatureCollection>;
  readonly places: Place[];
  readonly map: Record<string, unknown>;
  readonly name: string;

  constructor(id: string) {
    const folder = new URL(`../../cities/${id}/`, import.meta.url).pathname;
    const properties = (given: Record<string, unknown> | null): Record<string, unknown> => ({
      lengthM: null,
      capacityPersons: null,
      capacitySource: null,
      datastreams: [],
      ...Object.fromEntries(Object.entries(given ?? {}).map(([key, value]) => [camel(key), value])),
    });
    const read = (file: string): FeatureCollection => {
      const given = parsed(`${folder}${file}.geojson`);
      return {
        ...given,
        features: given.features.map((f) => ({ ...f, properties: properties(f.properties) })),
      };
    };
    this.areas = read("areas");
    this.gates = read("gates");
    this.basemap = Object.fromEntries(
      readdirSync(`${folder}basemap`)
        .filter((file) => file.endsWith(".geojson"))
        .map((file) => [file, parsed(`${folder}basemap/${file}`)]),
    );
    const text = readFileSync(`${folder}city.toml`, "utf8");
    const value = (key: string): unknown => {
      const [, found = "0"] = text.match(new RegExp(`^${key} = (.*)$`, "m")) ?? [];
      return JSON.parse(found);
    };
    this.name = String(value("name"));
    this.map = Object.fromEntries(
      ["extent", "centre", "zoom", "pitch", "bearing"].map((key) => [key, value(key)]),
    );
    this.places = this.areas.features.map(({ id: area, properties: of }) => {
      const { kind, name, usableAreaM2, capacityPersons } = of as unknown as {
        kind: string;
        name: string;
        usableAreaM2: number;
        capacityPersons: number;
      };
      const scale = KINDS[kind];
      const unit = scale?.quantity === "shareOfCapacity" ? capacityPersons : usableAreaM2;
      return {
        id: String(area),
        name,
        usable: usableAreaM2,
        starts: (scale?.breaks ?? []).map((at) => at * unit),
      };
    });
  }

  /** How full an area is at a moment: busy by day, busiest before the fireworks, and most so near the pier. */
  private load(place: number, ms: number): number {
    const { id } = this.places[place] as Place;
    const hour = ((ms / HOUR + 2) % 24) + 0;
    const bump = (at: number, wide: number): number => Math.exp(-(((hour - at) / wide) ** 2));
    const centre = /kurhaus|pier|palace|deynoot/.test(id) ? 1.15 : /noord|midden/.test(id) ? 0.75 : 0.4;
    const shape = 0.55 * bump(15, 3.2) + 1.05 * bump(21.8, 1.4);
    return (
      shape * centre * (0.7 + 0.5 * noise(place, 7)) * (0.97 + 0.06 * noise(place, Math.floor(ms / 600_000)))
    );
  }

  private spread(place: number): number {
    return [0.06, 0.09, 0.12, 0.3, 0.5][Math.floor(noise(place, 3) * 5)] ?? 0.1;
  }

  private persons(place: number, ms: number): [value: number, error: number] {
    const value = this.load(place, ms) * (this.places[place]?.starts[3] ?? 1000);
    return [value, value * this.spread(place) + 4];
  }

  picture(now: number, mark: { sequence: number; epoch: string } | undefined, at?: number): PictureJson {
    const moment = at ?? now;
    const rows = this.places.map((place, i) => {
      const [persons, error] = this.persons(i, moment);
      const below = place.starts.map((start) => cumulative((start - persons) / error));
      const shares = [0, 1, 2, 3, 4].map((n) => (below[n] ?? 1) - (n === 0 ? 0 : (below[n - 1] ?? 0)));
      const lost = process.env.MOCK_LOST === "1" && i === 1;
      const quality: Quality = lost ? "stale" : "good";
      return {
        persons,
        error,
        shares,
        quality,
        level: 1 + place.starts.filter((start) => persons + CAUTION * error >= start).length,
        levelLikely: 1 + place.starts.filter((start) => persons >= start).length,
      };
    });
    const sum = rows.reduce((total, row) => total + row.persons, 0);
    const error = Math.sqrt(rows.reduce((total, row) => total + row.error ** 2, 0));
    return {
      sequence: mark?.sequence ?? null,
      epoch: mark?.epoch ?? "mock",
      now: iso(now),
      issuedAt: iso(moment),
      at: at === undefined ? null : iso(at),
      summary: {
        persons: sum,
        personsStandardError: error,
        ...bandOf(sum, error),
        areas: rows.length,
        areasKnown: rows.length,
        areasAboveLimit: rows.filter(({ level }) => level >= 4).length,
        highestLevel: Math.max(...rows.map(({ level }) => level)),
        areasInDoubt: 0,
        datastreamsFresh: 57,
        datastreams: 59,
        newestPhenomenonTime: iso(moment - 60_000),
      },
      areaIds: this.places.map(({ id }) => id),
      persons: rows.map(({ persons }) => persons),
      personsStandardError: rows.map((row) => row.error),
      personsLower: rows.map((row) => bandOf(row.persons, row.error).personsLower),
      personsUpper: rows.map((row) => bandOf(row.persons, row.error).personsUpper),
      densityPerM2: rows.map(({ persons }, i) => persons / (this.places[i]?.usable ?? 1)),
      densityPerM2StandardError: rows.map((row, i) => row.error / (this.places[i]?.usable ?? 1)),
      flowPerMMin: rows.map(({ persons }, i) => (persons / (this.places[i]?.usable ?? 1)) * 30),
      flowPerMMinStandardError: rows.map(() => 1),
      level: rows.map(({ level }) => level),
      levelLikely: rows.map(({ levelLikely }) => levelLikely),
      levelProbability: rows.map(({ shares }) => shares),
      quality: rows.map(({ quality }) => quality),
      doubt: rows.map(() => "none"),
      phenomenonTime: rows.map(() => iso(moment - 120_000)),
      phenomenonTimeEnd: rows.map(() => iso(moment - 60_000)),
      stoppedActivities: [],
      belowK: rows.map(() => null),
      availableAt: rows.map(() => iso(moment - 60_000)),
    };
  }

  history(place: number, times: readonly number[], bucketS: number): object {
    const rows = times.map((ms) => this.persons(place, ms));
    return {
      areaId: this.places[place]?.id,
      bucketS,
      time: times.map(iso),
      persons: rows.map(([value]) => value),
      personsStandardError: rows.map(([, error]) => error),
      personsLower: rows.map((row) => bandOf(...row).personsLower),
      personsUpper: rows.map((row) => bandOf(...row).personsUpper),
      densityPerM2: rows.map(([value]) => value / (this.places[place]?.usable ?? 1)),
      flowPerMMin: rows.map(() => null),
      level: rows.map(
        ([value, error]) =>
          1 + (this.places[place]?.starts.filter((start) => value + CAUTION * error >= start).length ?? 0),
      ),
      quality: rows.map(() => "good"),
    };
  }

  explanation(place: number, now: number): ExplanationJson {
    const assumed = 0.02 + 0.3 * noise(place, 5) ** 3;
    const measured = (1 - assumed) * (0.35 + 0.6 * noise(place, 6));
    const [, error] = this.persons(place, now);
    const gate = this.gates.features.find((f) =>
      ((f.properties?.areaIds ?? []) as string[]).includes(this.places[place]?.id ?? ""),
    );
    return {
      measuredShare: measured,
      modelledShare: 1 - measured - assumed,
      assumedShare: assumed,
      carriers: [
        { streamId: "1", name: "", share: 0.56 },
        { streamId: "2", name: "", share: 0.31 },
        { streamId: "3", name: "", share: 0.13 },
      ],
      improvements: [
        {
          kind: "at-gate",
          placeId: "g",
          placeName: String(gate?.properties?.name),
          personsStandardError: error / 3,
        },
        {
          kind: "inside",
          placeId: "a",
          placeName: this.places[place]?.name ?? "",
          personsStandardError: error / 2,
        },
      ],
    };
  }

  detail(place: number, now: number): object {
    const names = ["Camera Kurhaus", "Tramhalte Kurhaus, in- en uitstappers", "Telefoonpanel kust"];
    return {
      method: "Network filter",
      methodSource: "Kalman (1960), with conservation of people",
      doubts: [],
      explanation: this.explanation(place, now),
      inputs: names.map((name, i) => ({
        datastreamId: i + 1,
        streamId: String(i + 1),
        name,
        phenomenonTime: `${iso(now - 120_000)}/${iso(now - 60_000)}`,
        result: [412, 38, 2210][i],
        unit: ["{person}", "{person}/min", "{visitor}"][i],
        quality: "good",
        used: true,
        doubts: [],
        selfLink: `/sta/v1.1/Datastreams(${i + 1})`,
      })),
    };
  }

  flows(now: number): FlowsJson {
    const rows = (
      this.gates.features as {
        id?: string | number;
        geometry: LineString | Polygon;
        properties: object | null;
      }[]
    ).flatMap(({ id, properties }, i) => {
      const { areaIds } = properties as { areaIds: string[] };
      const [a = "outside", b = "outside"] = areaIds;
      const busy = 260 * noise(i, 1) ** 2;
      return [
        { gate: String(id), from: a, to: b, rate: busy * (0.4 + noise(i, 2)) },
        { gate: String(id), from: b, to: a, rate: busy * (0.2 + 0.4 * noise(i, 4)) },
      ];
    });
    return {
      now: iso(now),
      gateIds: rows.map(({ gate }) => gate),
      origin: rows.map(({ from }) => from),
      destination: rows.map(({ to }) => to),
      personsPerMin: rows.map(({ rate }) => rate),
      standardError: rows.map(({ rate }, i) => rate * (0.1 + 0.7 * noise(i, 9))),
    };
  }

  sources(now: number): SourcesJson {
    const source = (title: string, state: SourceJson["state"] = "fresh"): SourceJson => ({
      connector: title.toLowerCase().replaceAll(" ", "-"),
      title,
      provider: title,
      providerUrl: "",
      licence: "",
      delivers: "poll",
      state,
      since: iso(now - (state === "fresh" ? 5 * HOUR : 420_000)),
      sentence:
        state === "fresh" ? "" : `${title} has not answered for seven minutes: the connection was refused.`,
      sentenceNl:
        state === "fresh" ? "" : `${title} antwoordt al zeven minuten niet: de verbinding is geweigerd.`,
      lastSuccessAt: iso(now - 60_000),
      lastNewsAt: iso(now - (state === "fresh" ? 60_000 : 480_000)),
      nextAttemptAt: iso(now + 60_000),
      newestPhenomenonTime: iso(now - 60_000),
      rowsTaken: 1234,
      streams: [],
      areaIds: this.places.slice(0, 3).map(({ id }) => id),
      missingAreaIds: state === "fresh" ? [] : this.places.slice(1, 4).map(({ id }) => id),
    });
    const lost = process.env.MOCK_LOST === "1";
    const names = [
      "Trams HTM",
      "Parkeergarages",
      "Telefoonpanel kust",
      "Wifi-tellers",
      "Weer Buienradar",
      "Fietsenstalling",
    ];
    return {
      revision: 1,
      now: iso(now),
      sources: [
        source("Telcamera's boulevard", lost ? "lost" : "fresh"),
        source("Waterstand Rijkswaterstaat", lost ? "late" : "fresh"),
        ...names.map((name) => source(name)),
      ],
    };
  }
}
