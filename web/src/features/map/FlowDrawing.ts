// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Layer } from "@deck.gl/core";
import { PathLayer, ScatterplotLayer, SolidPolygonLayer } from "@deck.gl/layers";
import type { Flows } from "../../picture/flows";
import { type Arrow, arrowsOf, type GatePlace, halfWidth, outlineOf, pointOf } from "./flowArrows";

const ARROW: readonly [number, number, number] = [214, 244, 255];
const CASING: readonly [number, number, number] = [6, 12, 20];
/** Opacity of an arrow of which nothing is sure, and of one that is. */
const FAINT = 70;
const SURE = 240;

/** Arrows lie over the columns, whatever stands before them: there are few, and they are looked for. */
const ON_TOP = { depthCompare: "always", depthWriteEnabled: false } as const;

const alphaOf = ({ certainty }: Arrow): number => FAINT + (SURE - FAINT) * certainty;

/** The arrows as they stand still. */
function arrowLayers(arrows: readonly Arrow[], pixel: number, below: string | undefined): Layer[] {
  const place: object = below === undefined ? {} : { beforeId: below };
  const outlines = arrows.map((arrow) => ({ arrow, outline: outlineOf(arrow, pixel) as [number, number][] }));
  return [
    new PathLayer<(typeof outlines)[number]>({
      ...place,
      id: "flow-casing",
      data: outlines,
      getPath: ({ outline }) => outline,
      getColor: ({ arrow }) => [...CASING, alphaOf(arrow)],
      getWidth: 3,
      widthUnits: "pixels",
      jointRounded: true,
      parameters: ON_TOP,
    }),
    new SolidPolygonLayer<(typeof outlines)[number]>({
      ...place,
      id: "flow-arrows",
      data: outlines,
      getPolygon: ({ outline }) => outline,
      getFillColor: ({ arrow }) => [...ARROW, alphaOf(arrow)],
      extruded: false,
      parameters: ON_TOP,
    }),
  ];
}

/** How far a walker's dot goes before and after the gate, in pixels. */
const WALK = 70;
/** How long it takes for that, in milliseconds. */
const WALK_MS = 3600;
const MOST_DOTS = 5;

/** Dots that walk through the gates, for who does not mind motion: the more of them, the more people. */
class Walkers {
  private positions = new Float64Array();
  private readonly dots: { arrow: Arrow; phase: number }[] = [];

  constructor(arrows: readonly Arrow[]) {
    for (const arrow of arrows) {
      const count = Math.max(1, Math.round(MOST_DOTS * arrow.strength));
      for (let i = 0; i < count; i++) this.dots.push({ arrow, phase: i / count });
    }
  }

  layer(at: number, pixel: number, below: string | undefined): Layer {
    this.positions = new Float64Array(this.dots.length * 3);
    const colours = new Uint8Array(this.dots.length * 4);
    this.dots.forEach(({ arrow, phase }, i) => {
      const share = (at / WALK_MS + phase) % 1;
      const [lon, lat] = pointOf(arrow, pixel, (share * 2 - 1) * WALK, 0);
      this.positions.set([lon, lat, 0], i * 3);
      // They come up and fade away, so that nobody seems to vanish.
      colours.set([255, 255, 255, 255 * Math.sin(Math.PI * share)], i * 4);
    });
    return new ScatterplotLayer({
      ...(below === undefined ? {} : ({ beforeId: below } as object)),
      id: "walkers",
      data: {
        length: this.dots.length,
        attributes: {
          getPosition: { value: this.positions, size: 3 },
          getFillColor: { value: colours, size: 4, normalized: true },
        },
      },
      getRadius: halfWidth(0.6),
      radiusUnits: "pixels",
      parameters: ON_TOP,
    });
  }
}

/** How often the dots that walk take a step. */
const STEP_MS = 50;

/** The flows on the map: arrows that lie still, and dots that walk for who does not mind motion. */
export class FlowDrawing {
  private arrows: Arrow[] = [];
  private walkers = new Walkers([]);
  private still: Layer[] = [];
  private moving: Layer[] = [];
  private frame = 0;
  private steppedAt = 0;
  private pixel = 1;
  private below: string | undefined;

  constructor(private readonly changed: () => void) {}

  get layers(): readonly Layer[] {
    return [...this.still, ...this.moving];
  }

  /** Takes other flows; returns what the widest arrow stands for, null without arrows. */
  take(flows: Flows, places: ReadonlyMap<string, GatePlace>): number | null {
    const { arrows, most } = arrowsOf(flows, places);
    this.arrows = arrows;
    this.walkers = new Walkers(arrows);
    return arrows.length > 0 ? most : null;
  }

  /** Makes the layers anew, for where `pixel` is so many metres; none when they are not wanted. */
  draw(wanted: boolean, pixel: number, below: string | undefined): void {
    this.pixel = pixel;
    this.below = below;
    this.still = wanted && this.arrows.length > 0 ? arrowLayers(this.arrows, pixel, below) : [];
    if (this.still.length === 0) this.rest();
  }

  /** Lets the dots walk for as long as there are arrows. */
  walk(): void {
    if (this.frame !== 0 || this.still.length === 0) return;
    const step = (at: number): void => {
      this.frame = requestAnimationFrame(step);
      if (at - this.steppedAt < STEP_MS || document.hidden) return;
      this.steppedAt = at;
      this.moving = [this.walkers.layer(at, this.pixel, this.below)];
      this.changed();
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Takes the dots away. */
  rest(): void {
    this.stop();
    this.moving = [];
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
