// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { addProtocol, Map as LibreMap, type LngLatBoundsLike, Marker, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { Protocol } from "pmtiles";
import type { City } from "../api/types";
import { type GroundColours, plainStyle, styleOf } from "../features/map/basemapStyle";
import { standsOf } from "./facts";
import type { Sensor } from "./types";

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

export interface SensorPinsEvents {
  choose(id: string): void;
  drawn(): void;
  lost(): void;
}

const MOVES: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The map outside React: sensors are real buttons, of which one at a time is in the order of Tab. */
export class SensorPins {
  private readonly map: LibreMap;
  private readonly pins = new Map<
    string,
    { button: HTMLButtonElement; marker: Marker; at: [number, number] }
  >();

  constructor(
    container: HTMLElement,
    city: City,
    sensors: readonly Sensor[],
    ground: GroundColours,
    private readonly look: string,
    private readonly still: boolean,
    private readonly events: SensorPinsEvents,
  ) {
    this.map = new LibreMap({
      container,
      style: styleOf(city, ground),
      bounds: boundsOf(sensors, city),
      fitBoundsOptions: { padding: 48, maxZoom: 17 },
      attributionControl: false,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    });
    this.map.on("error", () => {
      if (!this.map.isStyleLoaded()) this.map.setStyle(plainStyle(ground));
    });
    this.map.once("idle", () => events.drawn());
    this.map.on("webglcontextlost", () => events.lost());
  }

  show(sensors: readonly Sensor[], label: (sensor: Sensor) => string): void {
    const gone = new Set(this.pins.keys());
    for (const sensor of sensors) {
      const at = standsOf(sensor);
      if (!at) continue;
      gone.delete(sensor.id);
      const pin = this.pins.get(sensor.id) ?? this.add(sensor.id, at);
      pin.button.dataset.active = String(sensor.standing.active);
      pin.button.setAttribute("aria-label", label(sensor));
      pin.button.title = label(sensor);
    }
    for (const id of gone) {
      this.pins.get(id)?.marker.remove();
      this.pins.delete(id);
    }
    this.rove(null);
  }

  private add(id: string, at: [number, number]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = this.look;
    button.dataset.pin = id;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => this.events.choose(id));
    button.addEventListener("keydown", (event) => this.step(event, id));
    const marker = new Marker({ element: button }).setLngLat(at).addTo(this.map);
    // MapLibre says that a marker is an image; this one is a button.
    button.removeAttribute("role");
    const pin = { button, marker, at };
    this.pins.set(id, pin);
    return pin;
  }

  private step(event: KeyboardEvent, id: string): void {
    const move = MOVES[event.key];
    const ids = [...this.pins.keys()];
    const next = move === undefined ? undefined : ids[(ids.indexOf(id) + move + ids.length) % ids.length];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    this.rove(next);
    this.pins.get(next)?.button.focus();
  }

  /** Lets Tab reach one pin. */
  private rove(id: string | null): void {
    const reachable = id ?? this.pins.keys().next().value;
    for (const [name, { button }] of this.pins) button.tabIndex = name === reachable ? 0 : -1;
  }

  choose(id: string | null): void {
    for (const [name, { button }] of this.pins) button.setAttribute("aria-pressed", String(name === id));
    const pin = id === null ? undefined : this.pins.get(id);
    if (!pin) return;
    this.rove(id);
    if (!this.map.getBounds().contains(pin.at))
      this.map.easeTo({ center: pin.at, duration: this.still ? 0 : 400 });
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: this.still ? 0 : 250 });
  }

  label(text: string): void {
    this.map.getCanvas().setAttribute("aria-label", text);
  }

  destroy(): void {
    this.map.remove();
  }
}

/** Around every sensor that stands somewhere; the whole city when there is only one. */
export function boundsOf(sensors: readonly Sensor[], city: Pick<City, "map">): LngLatBoundsLike {
  const at = sensors.map(standsOf).filter((place) => place !== null);
  const [west, south, east, north] = city.map.extent;
  if (at.length < 2) return [west, south, east, north];
  const lons = at.map(([lon]) => lon);
  const lats = at.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
