// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { h, refill, s } from "./dom";
import { PLACES } from "./edition";
import { type Box, boxAround, type Point, type Position, projection, standing } from "./projection";
import type { Told } from "./told";

/**
 * The city as a sketch: what is published of its places, on the water and the green of its own base map. It is drawn as
 * plain SVG, some kilobytes: sharp on paper, kept without a network, and there on a telephone that has no WebGL.
 */
export interface SketchMap {
  show(told: Told, at: number): void;
}

interface Feature {
  readonly id?: string;
  readonly properties: Record<string, unknown>;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
}
interface Places {
  readonly features: readonly Feature[];
  readonly view: { readonly bearing: number; readonly layers: Record<string, string> };
}

const GROUND = ["land", "water", "green", "roads", "rail"] as const;
const NAMED = new Set(["sea", "landmark", "district", "neighbourhood", "park"]);
/** Kinds of names that are written in spaced capitals. */
const SPACED = new Set(["sea", "district"]);
const WIDE = 1.9;
const LEAST_SHARE = 0.62;

export async function sketchMap(stage: HTMLElement, told: Told): Promise<SketchMap> {
  const places = await json<Places>(PLACES);
  const layers = await Promise.all(
    [...GROUND, "labels"].map(async (name) => {
      const url = places.view.layers[name];
      return url ? await json<{ features: Feature[] }>(url).catch(() => null) : null;
    }),
  );
  const outer = places.features.flatMap((one) => polygons(one).flatMap((rings) => rings[0] ?? []));
  const project = projection(outer[0] ?? [0, 0], places.view.bearing);
  const box = boxAround(outer.map(project), 0.06, LEAST_SHARE);
  const ground = GROUND.map((name, i) =>
    s(
      "g",
      { class: name },
      ...(layers[i]?.features ?? []).map((one) => drawn(one, project, box)).filter((x) => x !== null),
    ),
  );
  const areas = places.features.map((one) =>
    s("path", {
      class: "area",
      "data-place": one.id ?? "",
      d: outline(polygons(one), project),
      "fill-rule": "evenodd",
    }),
  );
  const labels = labelsOf(layers.at(-1)?.features ?? [], project);
  const names = s("g", { class: "names" });
  const numbers = s("g", { class: "numbers" });
  const picture = s(
    "svg",
    {
      viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`,
      role: "img",
      "aria-label": told.t.mapLabel,
      style: null,
    },
    ...ground,
    s("g", { class: "areas" }, ...areas),
    names,
    numbers,
  );
  const scroller = h(
    "div",
    { class: "scroller", tabindex: 0, role: "group", "aria-label": told.t.mapLabel },
    picture,
  );
  const buttons = h("div", { class: "row" });
  let wide = false;

  const draw = (now: Told, at: number): void => {
    scroller.classList.toggle("wide", wide);
    const { edition, t } = now;
    refill(
      buttons,
      h("p", { class: "quiet" }, t.mapSketch),
      h(
        "button",
        { type: "button", "data-key": "map-size", click: () => resize(now, at) },
        wide ? t.mapSmaller : t.mapLarger,
      ),
    );
    for (const area of areas) {
      const place = edition.places.find(({ id }) => id === area.dataset.place);
      area.setAttribute("data-level", String(place?.level[at] ?? 0));
    }
    const size = box.width / (wide ? 21 * WIDE : 21);
    const small = size * 0.68;
    const ranked = edition.places
      .map((place) => ({ level: place.level[at] ?? 0, point: project(place.position) }))
      .filter(({ level }) => level > 0)
      .sort((a, b) => b.level - a.level);
    const taken = [
      ...ranked.map(({ point }) => around(point, size * 0.62, size)),
      ...labels.map(({ name, point, kind }) =>
        around(point, name.length * small * (SPACED.has(kind) ? 0.86 : 0.58), small),
      ),
    ];
    const free = standing(taken, box);
    numbers.replaceChildren(
      ...ranked
        .filter((_, i) => free[i])
        .map(({ level, point: [x, y] }) =>
          s("text", { x, y: y + size * 0.36, "font-size": size, "stroke-width": size / 5 }, String(level)),
        ),
    );
    names.setAttribute("font-size", String(small));
    names.replaceChildren(
      ...labels
        .filter((_, i) => free[ranked.length + i])
        .map(({ name, kind, point: [x, y] }) =>
          s("text", { x, y: y + small * 0.36, "data-kind": kind }, name),
        ),
    );
  };
  const resize = (now: Told, at: number): void => {
    wide = !wide;
    draw(now, at);
  };
  refill(stage, scroller, buttons);
  return { show: draw };
}

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return (await response.json()) as T;
}

function polygons({ geometry }: Feature): Position[][][] {
  if (geometry.type === "MultiPolygon") return geometry.coordinates as Position[][][];
  return geometry.type === "Polygon" ? [geometry.coordinates as Position[][]] : [];
}

function lines({ geometry }: Feature): Position[][] {
  if (geometry.type === "MultiLineString") return geometry.coordinates as Position[][];
  return geometry.type === "LineString" ? [geometry.coordinates as Position[]] : [];
}

const line = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`).join("L");

function outline(shapes: readonly Position[][][], project: (p: Position) => Point): string {
  return shapes.flatMap((rings) => rings.map((ring) => `M${line(ring.map(project))}Z`)).join("");
}

/** A piece of the ground; null when nothing of it can be seen. */
function drawn(feature: Feature, project: (p: Position) => Point, box: Box): SVGElement | null {
  const kind = String(feature.properties.kind ?? "");
  const shapes = polygons(feature);
  if (shapes.length > 0)
    return s("path", { "data-kind": kind, d: outline(shapes, project), "fill-rule": "evenodd" });
  const seen = lines(feature)
    .map((points) => points.map(project))
    .filter((points) => points.some((point) => inside(point, box)));
  return seen.length > 0
    ? s("path", { "data-kind": kind, fill: "none", d: seen.map((points) => `M${line(points)}`).join("") })
    : null;
}

const inside = ([x, y]: Point, { x: left, y: top, width, height }: Box): boolean =>
  x > left && x < left + width && y > top && y < top + height;

interface Label {
  readonly name: string;
  readonly kind: string;
  readonly point: Point;
}

function labelsOf(features: readonly Feature[], project: (p: Position) => Point): Label[] {
  return features
    .filter(({ geometry, properties }) => geometry.type === "Point" && typeof properties.name === "string")
    .map(({ geometry, properties }) => ({
      name: String(properties.name),
      kind: String(properties.kind ?? ""),
      point: project(geometry.coordinates as Position),
    }))
    .filter(({ kind }) => NAMED.has(kind));
}

const around = ([x, y]: Point, width: number, height: number): Box => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});
