// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** A stand-in for the server, only for development: speaks /api/v1 as the contract has it, with invented counts. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { AREAS, BASEMAP, PLACES } from "./mock-city.ts";
import { bandOf, buckets, HOUR, picture, reading } from "./mock-counts.ts";
import { FolderCity, KINDS } from "./mock-folder.ts";
import {
  areaForecast,
  explanation,
  forecastPicture,
  forecasts,
  forecastTimeline,
  plan,
  type Truth,
  whatIf,
} from "./mock-forecast.ts";
import { governance } from "./mock-governance.ts";

const FROM = Date.parse("2018-12-31T17:00:00Z");
const TO = Date.parse(process.env.MOCK_CITY ? "2026-12-31T10:00:00Z" : "2025-12-31T10:00:00Z");
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");

const CITY = {
  id: "auckland",
  name: "Auckland city centre",
  languages: ["en"],
  timeZone: "Pacific/Auckland",
  country: "NZ",
  simulated: process.env.MOCK_SIMULATED === "1",
  mode: "replay",
  map: {
    extent: [174.752, -36.864, 174.778, -36.836],
    centre: [174.7652, -36.8482],
    zoom: 15,
    pitch: 55,
    bearing: -20,
    basemap: {
      kind: "schematic",
      layers: Object.fromEntries(
        Object.keys(BASEMAP).map((file) => [file.split(".")[0], `/basemap/${file}`]),
      ),
    },
  },
  attribution: [
    { text: "Auckland city centre pedestrian counts (invented here)", url: "", licence: "CC BY 4.0" },
  ],
  authority: { name: "Development" },
  kinds: {
    walkway: { breaks: [0.05, 0.12, 0.22, 0.34], quantity: "densityPerM2", source: "mock" },
  },
  version: "0.0.0-mock",
};

/** A real city folder in place of the invented city. */
const FOLDER = process.env.MOCK_CITY ? new FolderCity(process.env.MOCK_CITY) : null;
const GROUND = FOLDER?.basemap ?? BASEMAP;
if (FOLDER)
  Object.assign(CITY, {
    id: process.env.MOCK_CITY,
    name: FOLDER.name,
    timeZone: "Europe/Amsterdam",
    simulated: true,
    kinds: KINDS,
    map: {
      ...FOLDER.map,
      // Another first view than the folder's, to try it out.
      ...JSON.parse(process.env.MOCK_MAP ?? "{}"),
      basemap: {
        kind: "schematic",
        layers: Object.fromEntries(
          Object.keys(GROUND).map((file) => [file.split(".")[0], `/basemap/${file}`]),
        ),
      },
    },
  });

class Replay {
  now = Date.parse(process.env.MOCK_NOW ?? "2025-12-23T23:20:00Z");
  speed = Number(process.env.MOCK_SPEED ?? 60);
  paused = false;
  epoch = `e${Date.now()}`;
  private wall = Date.now();

  advance(): number {
    const wall = Date.now();
    if (!this.paused) this.now = Math.min(TO, this.now + (wall - this.wall) * this.speed);
    this.wall = wall;
    return this.now;
  }

  get sequence(): number {
    return Math.floor(this.now / HOUR) - 480_000;
  }

  state(): object {
    this.advance();
    return {
      now: iso(this.now),
      speed: this.speed,
      paused: this.paused,
      from: iso(FROM),
      to: iso(TO),
      atEnd: this.now >= TO,
    };
  }

  change(change: { paused?: boolean; speed?: number; now?: string }): void {
    this.advance();
    this.paused = change.paused ?? this.paused;
    this.speed = change.speed ?? this.speed;
    if (change.now) {
      this.now = Date.parse(change.now);
      this.epoch = `e${Date.now()}`;
    }
  }
}

const replay = new Replay();

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json", "API-Version": "1.0.0" });
  response.end(JSON.stringify(body));
}

const problem = (response: ServerResponse, status: number, title: string): void =>
  send(response, { status, title, detail: title }, status);

function ticks(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  let last = { epoch: replay.epoch, sequence: -1 };
  const emit = (event: string): void => {
    replay.advance();
    const mark = { sequence: replay.sequence, epoch: replay.epoch };
    if (mark.epoch !== last.epoch) response.write(`event: reset\ndata: ${JSON.stringify(mark)}\n\n`);
    if (event === "tick" && mark.sequence === last.sequence) return;
    last = mark;
    const data = {
      ...mark,
      now: iso(replay.now),
      issuedAt: iso(replay.now),
      paused: replay.paused,
      speed: replay.speed,
    };
    response.write(`id: ${mark.epoch}:${mark.sequence}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  emit("tick");
  emit("heartbeat");
  const timers = [setInterval(() => emit("tick"), 500), setInterval(() => emit("heartbeat"), 2000)];
  request.on("close", () => timers.forEach(clearInterval));
}

function window(query: URLSearchParams): number[] {
  const to = Math.min(Date.parse(query.get("to") ?? iso(replay.now)), replay.advance());
  const from = Date.parse(query.get("from") ?? iso(to - 24 * HOUR));
  return buckets(from, to, Number(query.get("bucketS") ?? 3600));
}

function timeline(query: URLSearchParams): object {
  const times = window(query);
  const rows = times.map((t) => picture(t + HOUR));
  return {
    time: times.map(iso),
    persons: rows.map((row) => row.summary.persons),
    level: rows.map((row) => row.summary.highestLevel),
    areasKnown: rows.map((row) => row.summary.areasKnown),
  };
}

function history(place: number, query: URLSearchParams): object {
  const times = window(query);
  const rows = times.map((t) => reading(place, t + HOUR));
  return {
    areaId: PLACES[place]?.[0],
    bucketS: Number(query.get("bucketS") ?? 3600),
    time: times.map(iso),
    persons: rows.map((row) => row.persons),
    personsStandardError: rows.map((row) => row.error),
    personsLower: rows.map((row) => bandOf(row.persons, row.error).personsLower),
    personsUpper: rows.map((row) => bandOf(row.persons, row.error).personsUpper),
    densityPerM2: rows.map((row) => row.density),
    flowPerMMin: rows.map((row) => row.flow),
    level: rows.map((row) => row.level),
    quality: rows.map((row) => row.quality),
  };
}

function area(place: number): object {
  const row = reading(place, replay.advance());
  const name = PLACES[place]?.[1];
  return {
    method: "flow over speed (Weidmann)",
    methodSource: "Weidmann 1993",
    doubts: [],
    inputs: Number.isNaN(row.start)
      ? []
      : [
          {
            datastreamId: `${place + 1}`,
            name: `Counter ${name}`,
            phenomenonTime: `${iso(row.start)}/${iso(row.start + HOUR)}`,
            result: Math.round((row.flow ?? 0) * 60 * 6),
            unit: "{person}",
            quality: row.quality,
            doubts:
              row.quality === "suspect"
                ? [
                    {
                      test: "neighbours",
                      streamId: `${place + 1}`,
                      text: "Says 5,000, where 6 neighbours lead to expect 412 (8.2 standard deviations).",
                      textNl: "Meldt 5.000, terwijl 6 buren 412 doen verwachten (8,2 standaardafwijkingen).",
                    },
                  ]
                : [],
            selfLink: `/sta/v1.1/Observations(${place + 1})`,
          },
        ],
  };
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => resolve(body));
  });
}

/** What is invented of the time to come, or null when the address is none of forecasts. */
async function ahead(request: IncomingMessage, path: string, query: URLSearchParams): Promise<object | null> {
  const now = replay.advance();
  const truth: Truth = FOLDER
    ? (ms) => FOLDER.picture(ms, undefined, ms)
    : (ms) => picture(ms, undefined, ms);
  const offset = (FOLDER ? 2 : 13) * HOUR;
  const midnight = Math.floor((now + offset) / (24 * HOUR)) * 24 * HOUR - offset;
  const at = Date.parse(query.get("at") ?? "");
  if (path === "forecasts") return forecasts(now);
  if (path === "forecast-timeline") return forecastTimeline(now, truth);
  if (path === "forecast-picture") return forecastPicture(now, at, truth);
  if (path === "forecast-plan") return plan(now, midnight, truth);
  if (path === "forecasts/what-if")
    return whatIf(now, midnight, truth, JSON.parse(await readBody(request)).changes);
  const [, id, why] = path.match(/^forecasts\/areas\/([^/]+)(\/explanation)?$/) ?? [];
  if (!id) return null;
  return why ? explanation(at) : areaForecast(now, truth(now).areaIds.indexOf(id), truth);
}

async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const path = url.pathname.replace("/api/v1/", "");
  const [, id = "", rest] = path.match(/^areas\/([^/]+)(\/history)?$/) ?? [];
  const foreseen = await ahead(request, path, url.searchParams);
  if (foreseen) return send(response, foreseen);
  const place = PLACES.findIndex(([candidate]) => candidate === id);
  const folder = FOLDER?.places.findIndex((candidate) => candidate.id === id) ?? -1;
  if (FOLDER) {
    const now = replay.advance();
    if (path === "areas") return send(response, FOLDER.areas);
    if (path === "gates") return send(response, FOLDER.gates);
    if (path === "flows") return send(response, FOLDER.flows(now));
    if (path === "sources") return send(response, FOLDER.sources(now));
    if (folder >= 0 && rest)
      return send(
        response,
        FOLDER.history(folder, window(url.searchParams), Number(url.searchParams.get("bucketS"))),
      );
    if (folder >= 0) return send(response, FOLDER.detail(folder, now));
    if (path === "picture") {
      const at = url.searchParams.get("at");
      const mark = { sequence: replay.sequence, epoch: replay.epoch };
      return send(response, FOLDER.picture(now, at ? undefined : mark, at ? Date.parse(at) : undefined));
    }
    if (path === "timeline") {
      const times = window(url.searchParams);
      const rows = times.map((ms) => FOLDER.picture(ms, undefined, ms).summary);
      return send(response, {
        time: times.map(iso),
        persons: rows.map(({ persons }) => persons),
        level: rows.map(({ highestLevel }) => highestLevel),
        areasKnown: rows.map(({ areasKnown }) => areasKnown),
      });
    }
  }
  const governed = governance(path);
  if (governed) return send(response, governed);
  if (path === "city") return send(response, CITY);
  if (path === "areas") return send(response, AREAS);
  if (path === "gates") return send(response, { type: "FeatureCollection", features: [] });
  if (path === "flows")
    return send(response, {
      now: iso(replay.now),
      gateIds: [],
      origin: [],
      destination: [],
      personsPerMin: [],
      standardError: [],
    });
  if (path === "sources") return send(response, { revision: 1, now: iso(replay.now), sources: [] });
  if (path === "ticks") return ticks(request, response);
  if (path === "timeline") return send(response, timeline(url.searchParams));
  if (place >= 0) return send(response, rest ? history(place, url.searchParams) : area(place));
  if (path === "picture") {
    const at = url.searchParams.get("at");
    const now = replay.advance();
    const mark = { sequence: replay.sequence, epoch: replay.epoch };
    return send(response, at ? picture(now, undefined, Date.parse(at)) : picture(now, mark));
  }
  if (path === "replay") {
    if (request.method === "PATCH") replay.change(JSON.parse(await readBody(request)));
    return send(response, replay.state());
  }
  return problem(response, 404, `The mock server has no ${url.pathname}`);
}

type Next = () => void;

const SCREENS: Record<string, string> = {
  "sign-in": "/account.html",
  "first-sign-in": "/account.html",
  account: "/account.html",
  governance: "/governance.html",
  "measures-here": "/public.html",
  registers: "/public.html",
};

/** Which page answers for an address, as the real server has it. */
const screenAt = (path: string): string => SCREENS[path.split("/")[1] ?? ""] ?? path;

function middleware(request: IncomingMessage, response: ServerResponse, next: Next): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const basemap = GROUND[url.pathname.replace("/basemap/", "")];
  if (url.pathname.startsWith("/basemap/") && basemap) send(response, basemap);
  else if (url.pathname.startsWith("/api/")) void answer(request, response, url);
  else {
    request.url = screenAt(url.pathname) + url.search;
    next();
  }
}

/** The policy that the real server sends, so that a build that breaks it is seen here first. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export function mockServer(): Plugin {
  return {
    name: "baken-mock-server",
    configureServer(server) {
      server.middlewares.use(middleware);
    },
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        next();
      });
      server.middlewares.use(middleware);
    },
  };
}
