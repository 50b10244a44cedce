// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type Layer, WebMercatorViewport } from "@deck.gl/core";
import { MapLibreOverlay } from "@deck.gl/maplibre";
import { addProtocol, type ErrorEvent, Map as LibreMap, type PointLike, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { Protocol } from "pmtiles";
import type { City, GateCollection } from "../../api/types";
import { type Flows, NO_FLOWS } from "../../picture/flows";
import type { Picture } from "../../picture/picture";
import type { AreaInfo } from "../../state/statics";
import {
  AREA_FILL,
  AREA_SOURCE,
  areaLayers,
  areaSource,
  GATE_SOURCE,
  HATCH_IMAGE,
  HATCH_LAYER,
  hatchedAreas,
  hatchFilter,
  hatchImage,
} from "./areaLayers";
import { BUILDINGS_LAYER, plainStyle, styleOf } from "./basemapStyle";
import { type Cells, fittingZoom, makeCells, metresPerPixel, spacingFor } from "./cells";
import { columnLayers } from "./columnLayers";
import { type ColumnPlace, heightScale, lookOf, type Rgb } from "./columns";
import { FlowDrawing } from "./FlowDrawing";
import { type GatePlace, gatePlaces } from "./flowArrows";
import { middleOf } from "./geometry";
import { edgePalette, levelPalette } from "./palette";
import { FrameWatch } from "./power";

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

/** How tall a full column stands on the screen, in pixels seen from the side. */
const FULL_PX = 60;

export interface CityMapEvents {
  choose(id: string): void;
  hover(id: string | null, x: number, y: number): void;
  /** The camera moved, or the heights changed: pins have to move along. */
  moved(): void;
  /** The first frame with the picture on it has been drawn. */
  drawn(): void;
  lost(): void;
  /** The map underneath, or a part of it, could not be fetched. */
  groundLost(): void;
  slow(): void;
  /** What a full column stands for, as a share of where level 5 begins. */
  scale(share: number): void;
  /** What the widest arrow stands for, in persons per minute; null without arrows. */
  flowScale(most: number | null): void;
}

export interface CityMapLook {
  readonly flat: boolean;
  readonly columns: boolean;
  readonly flows: boolean;
  readonly software: boolean;
}

/** The map, outside React: MapLibre draws the ground, deck.gl the columns in the same WebGL context. */
export class CityMap {
  private readonly map: LibreMap;
  private readonly overlay: MapLibreOverlay;
  private readonly palette: Rgb[] = levelPalette();
  private readonly edges: Rgb[] = edgePalette();
  private readonly places: readonly ColumnPlace[];
  private readonly gatePlaces: ReadonlyMap<string, GatePlace>;
  private readonly cellsBySpacing = new Map<number, Cells>();
  private readonly watch: FrameWatch;
  private picture: Picture | null = null;
  private chosen: string | null = null;
  private styled = false;
  private ready = false;
  private below: string | undefined;
  private columnsShown = false;
  private announced = false;
  private full: number | null = null;
  private spacing = 0;
  private frameStart = 0;
  private underNames: string | undefined;
  private columnsNow: Layer[] = [];
  private readonly flows = new FlowDrawing(() => this.setLayers());

  constructor(
    container: HTMLElement,
    private readonly city: City,
    private readonly areas: readonly AreaInfo[],
    starts: ReadonlyMap<string, readonly number[]>,
    private readonly gates: GateCollection,
    private readonly events: CityMapEvents,
    private look: CityMapLook,
  ) {
    this.places = areas.map(({ id }) => ({ id, starts: starts.get(id) ?? [] }));
    this.gatePlaces = gatePlaces(gates, areas);
    this.watch = new FrameWatch(() => events.slow());
    const { centre, pitch, bearing } = city.map;
    const zoom = fittingZoom(city.map.zoom, container.clientWidth, container.clientHeight);
    this.map = new LibreMap({
      container,
      style: styleOf(city),
      center: centre,
      zoom,
      pitch: look.flat ? 0 : pitch,
      bearing,
      maxPitch: 70,
      minZoom: 11,
      maxBounds: this.bounds(),
      attributionControl: false,
      fadeDuration: 0,
      pixelRatio: look.software ? 1 : Math.min(2, window.devicePixelRatio),
      canvasContextAttributes: { antialias: !look.software },
    });
    this.overlay = new MapLibreOverlay({
      interleaved: true,
      layers: [],
      onAfterRender: () => this.afterColumns(),
    });
    this.listen();
  }

  private bounds(): [number, number, number, number] {
    const [west, south, east, north] = this.city.map.extent;
    const [dx, dy] = [(east - west) * 0.6, (north - south) * 0.6];
    return [west - dx, south - dy, east + dx, north + dy];
  }

  private listen(): void {
    const { map, events } = this;
    map.once("load", () => this.onLoad());
    map.once("style.load", () => {
      this.styled = true;
    });
    map.on("error", (event) => this.onError(event));
    map.on("move", () => events.moved());
    map.on("resize", () => events.moved());
    map.on("zoom", () => this.drawColumns());
    map.on("webglcontextlost", () => events.lost());
    map.on("click", (event) => {
      const id = this.areaAt(event.point.x, event.point.y, true);
      if (id) events.choose(id);
    });
    map.on("mousemove", (event) => {
      if (this.look.software) return;
      const id = this.areaAt(event.point.x, event.point.y, false);
      map.getCanvas().style.cursor = id ? "pointer" : "";
      events.hover(id, event.point.x, event.point.y);
    });
    map.on("mouseout", () => events.hover(null, 0, 0));
    map.on("render", () => this.onFrame());
  }

  /** Without the map underneath there is still a picture of the city to show, on plain ground. */
  private onError(event: ErrorEvent & { sourceId?: string }): void {
    if (this.styled && event.sourceId === undefined) {
      reportError(event.error);
      return;
    }
    this.events.groundLost();
    if (!this.styled) this.map.setStyle(plainStyle());
    // A source that failed asks for no frame, and only a frame completes the loading.
    this.map.triggerRepaint();
  }

  private onLoad(): void {
    const { map } = this;
    map.addImage(HATCH_IMAGE, hatchImage());
    map.addSource(AREA_SOURCE, areaSource(this.areas));
    map.addSource(GATE_SOURCE, { type: "geojson", data: this.gates, tolerance: 0 });
    this.below = this.firstAbove();
    this.underNames = map.getStyle().layers.find(({ type }) => type === "symbol")?.id;
    for (const layer of areaLayers()) map.addLayer(layer, this.below);
    map.addControl(this.overlay);
    this.ready = true;
    this.applyFlat();
    this.apply();
  }

  /** The first layer that goes over areas and columns, in any style: buildings or words. */
  private firstAbove(): string | undefined {
    return this.map
      .getStyle()
      .layers.find(({ id, type }) => id === BUILDINGS_LAYER || type === "fill-extrusion" || type === "symbol")
      ?.id;
  }

  show(picture: Picture): void {
    this.picture = picture;
    const full = heightScale(this.full, picture, this.places);
    if (full !== this.full) {
      this.full = full;
      this.events.scale(full);
    }
    this.apply();
  }

  choose(id: string | null): void {
    if (this.ready && this.chosen) this.setState(this.chosen, { chosen: false });
    this.chosen = id;
    if (this.ready && id) this.setState(id, { chosen: true });
  }

  /** Brings an area into view when it is outside it. */
  reveal(id: string): void {
    const area = this.areas.find((candidate) => candidate.id === id);
    if (!area) return;
    const middle = middleOf(area.geometry) as [number, number];
    if (this.map.getBounds().contains(middle)) return;
    this.map.easeTo({ center: middle, duration: this.calm ? 0 : 500 });
  }

  change(look: CityMapLook): void {
    const turned = look.flat !== this.look.flat;
    this.look = look;
    if (this.calm) this.flows.rest();
    if (this.ready && turned) this.applyFlat();
    this.drawColumns();
    this.events.moved();
  }

  private get calm(): boolean {
    return this.look.software || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  private applyFlat(): void {
    const { flat } = this.look;
    const pitch = flat ? 0 : this.city.map.pitch;
    this.map.jumpTo({ pitch });
    this.map.setMaxPitch(flat ? 0 : 70);
    if (this.map.getLayer(BUILDINGS_LAYER)?.type === "fill-extrusion")
      this.map.setPaintProperty(BUILDINGS_LAYER, "fill-extrusion-opacity", flat ? 0.3 : 0.82);
  }

  private setState(id: string, state: Record<string, unknown>): void {
    this.map.setFeatureState({ source: AREA_SOURCE, id }, state);
  }

  private apply(): void {
    const { picture } = this;
    if (!this.ready || !picture) return;
    for (const { id } of this.places) {
      const row = picture.row.get(id);
      this.setState(id, {
        level: row === undefined ? 0 : (picture.level[row] ?? 0),
        chosen: id === this.chosen,
      });
    }
    this.map.setFilter(HATCH_LAYER, hatchFilter(hatchedAreas(picture)));
    this.drawColumns();
    this.events.moved();
  }

  private cellsNow(): Cells {
    this.spacing = spacingFor(this.metresPerPixel());
    const known = this.cellsBySpacing.get(this.spacing);
    if (known) return known;
    const cells = makeCells(this.areas, this.spacing);
    this.cellsBySpacing.set(this.spacing, cells);
    return cells;
  }

  private metresPerPixel(): number {
    return metresPerPixel(this.map.getZoom(), this.city.map.centre[1]);
  }

  private drawColumns(): void {
    if (!this.ready || !this.picture || this.full === null) return;
    this.columnsNow = this.look.columns ? this.columnLayers(this.picture, this.full) : [];
    this.columnsShown = true;
    this.drawFlows();
  }

  /** The flows that go with the picture; null while there are none to show. */
  showFlows(flows: Flows | null): void {
    this.events.flowScale(this.flows.take(flows ?? NO_FLOWS, this.gatePlaces));
    this.drawFlows();
  }

  private drawFlows(): void {
    if (!this.ready) return;
    this.flows.draw(this.look.flows, this.metresPerPixel(), this.underNames);
    this.setLayers();
    if (!this.calm) this.flows.walk();
  }

  private setLayers(): void {
    this.overlay.setProps({ layers: [...this.columnsNow, ...this.flows.layers] });
    this.map.triggerRepaint();
  }

  private columnLayers(picture: Picture, full: number): Layer[] {
    const cells = this.cellsNow();
    return columnLayers(cells, lookOf(cells, this.places, picture, full, this.palette, this.edges), {
      spacing: this.spacing,
      full: this.look.flat ? 0 : FULL_PX * this.metresPerPixel(),
      software: this.look.software,
      below: this.below,
    });
  }

  private afterColumns(): void {
    if (!this.columnsShown || this.announced) return;
    this.announced = true;
    this.events.drawn();
  }

  private onFrame(): void {
    if (!this.announced) {
      // With the columns off deck.gl has nothing to draw, and the frame is complete without it.
      if (this.columnsShown && !this.look.columns && this.map.loaded()) this.afterColumns();
      return;
    }
    const now = performance.now();
    if (this.frameStart > 0 && this.map.isMoving()) this.watch.frame(now - this.frameStart);
    this.frameStart = this.map.isMoving() ? now : 0;
  }

  private areaAt(x: number, y: number, thorough: boolean): string | null {
    if (!this.ready) return null;
    if (thorough && this.look.columns) {
      const picked = this.overlay.pickObject({ x, y, radius: 4 });
      if (picked && picked.index >= 0)
        return this.places[this.cellsNow().area[picked.index] ?? -1]?.id ?? null;
    }
    const reach = 7;
    const box: [PointLike, PointLike] = [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ];
    const [found] = this.map.queryRenderedFeatures(box, { layers: [AREA_FILL] });
    return found ? String(found.properties.id) : null;
  }

  /** Where a place at the top of its area's columns is on the screen. */
  projector(): (lon: number, lat: number, load: number) => { x: number; y: number } {
    const { map, look, full } = this;
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const { lng, lat } = map.getCenter();
    const viewport = new WebMercatorViewport({
      width,
      height,
      longitude: lng,
      latitude: lat,
      zoom: map.getZoom(),
      pitch: map.getPitch(),
      bearing: map.getBearing(),
    });
    const metres = FULL_PX * this.metresPerPixel();
    const raised = !look.flat && look.columns && full !== null;
    return (placeLon, placeLat, load) => {
      const z = raised ? ((load || 0) / (full ?? 1)) * metres : 0;
      const [x = 0, y = 0] = viewport.project([placeLon, placeLat, z]);
      return { x, y };
    };
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: this.calm ? 0 : 250 });
  }

  northUp(): void {
    this.map.easeTo({ bearing: 0, duration: this.calm ? 0 : 400 });
  }

  home(): void {
    const { centre, pitch, bearing } = this.city.map;
    const { width, height } = this.size;
    const zoom = fittingZoom(this.city.map.zoom, width, height);
    this.map.easeTo({
      center: centre,
      zoom,
      bearing,
      pitch: this.look.flat ? 0 : pitch,
      duration: this.calm ? 0 : 600,
    });
  }

  get bearing(): number {
    return this.map.getBearing();
  }

  get size(): { width: number; height: number } {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    return { width, height };
  }

  label(text: string): void {
    this.map.getCanvas().setAttribute("aria-label", text);
  }

  destroy(): void {
    this.flows.stop();
    this.map.remove();
  }
}
