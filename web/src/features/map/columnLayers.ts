// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Layer } from "@deck.gl/core";
import { ColumnLayer, ScatterplotLayer } from "@deck.gl/layers";
import type { Cells } from "./cells";
import type { ColumnLook } from "./columns";

const COLUMN_WIDTH = 0.31;
/** The ghost of a column is a thin glass rod on it: wide ones would run together into fog. */
const GHOST_WIDTH = 0.2;
const GHOST_OPACITY = 0.3;
/** A rim lies just above its column, or the two would fight for the same pixels. */
const ABOVE_M = 0.4;

export interface ColumnSize {
  readonly spacing: number;
  /** Metres that a full column is tall; 0 on a flat map. */
  readonly full: number;
  /** Fewer corners where drawing is done in software. */
  readonly software: boolean;
  /** The layer of the map that goes over the columns. */
  readonly below: string | undefined;
}

const binary = (value: Float64Array | Float32Array, size: number) => ({ value, size });
const painted = (value: Uint8Array) => ({ value, size: 4, normalized: true });

/** Columns up to the estimate with glass up to the band's upper end; or dots in rings, where the map is flat. */
export function columnLayers(cells: Cells, look: ColumnLook, size: ColumnSize): Layer[] {
  // `beforeId` belongs to the overlay, not to the layer.
  const place: object = size.below === undefined ? {} : { beforeId: size.below };
  return size.full > 0 ? standing(cells, look, size, place) : lying(cells, look, size, place);
}

function standing(cells: Cells, look: ColumnLook, size: ColumnSize, place: object): Layer[] {
  const radius = size.spacing * COLUMN_WIDTH;
  const common = {
    ...place,
    diskResolution: size.software ? 8 : 14,
    extruded: true,
    elevationScale: size.full,
    material: {
      ambient: 0.74,
      diffuse: 0.4,
      shininess: 12,
      specularColor: [18, 20, 24] as [number, number, number],
    },
  };
  return [
    new ColumnLayer({
      ...common,
      id: "columns",
      radius,
      pickable: true,
      data: {
        length: cells.count,
        attributes: {
          getPosition: binary(cells.position, 3),
          getElevation: binary(look.height, 1),
          getFillColor: painted(look.colour),
        },
      },
    }),
    rims("rims", cells, look.height, look.colour, look.edge, radius, size.full, place),
    new ColumnLayer({
      ...common,
      id: "ghosts",
      radius: size.spacing * GHOST_WIDTH,
      opacity: GHOST_OPACITY,
      parameters: { depthWriteEnabled: false },
      data: {
        length: cells.count,
        attributes: {
          getPosition: binary(raised(cells, look.height, size.full), 3),
          getElevation: binary(rise(look), 1),
          getFillColor: painted(look.ghostColour),
        },
      },
    }),
    rims(
      "ghost-rings",
      cells,
      look.ghost,
      null,
      look.ghostColour,
      size.spacing * GHOST_WIDTH,
      size.full,
      place,
    ),
  ];
}

/** A rim on each column: the dark levels would not stand out from dark ground without one. */
function rims(
  id: string,
  cells: Cells,
  height: Float32Array,
  fill: Uint8Array | null,
  line: Uint8Array,
  radius: number,
  full: number,
  place: object,
): Layer {
  return new ScatterplotLayer({
    ...place,
    id,
    data: {
      length: cells.count,
      attributes: {
        getPosition: binary(raised(cells, height, full, ABOVE_M), 3),
        ...(fill ? { getFillColor: painted(fill) } : {}),
        getLineColor: painted(line),
      },
    },
    getRadius: radius,
    stroked: true,
    filled: fill !== null,
    lineWidthUnits: "pixels",
    getLineWidth: 1.3,
  });
}

/** On a flat map the ring is the upper end and the dot the estimate, as areas: a full ring is well known. */
function lying(cells: Cells, look: ColumnLook, size: ColumnSize, place: object): Layer[] {
  const ring = size.spacing * COLUMN_WIDTH;
  const radius = Float32Array.from(
    look.height,
    (height, i) => ring * Math.sqrt(height / (look.ghost[i] || 1)),
  );
  const attributes = { getPosition: binary(cells.position, 3) };
  return [
    new ScatterplotLayer({
      ...place,
      id: "ghost-rings",
      data: { length: cells.count, attributes: { ...attributes, getLineColor: painted(look.ghostColour) } },
      getRadius: ring,
      stroked: true,
      filled: false,
      lineWidthUnits: "pixels",
      getLineWidth: 1.3,
    }),
    new ScatterplotLayer({
      ...place,
      id: "columns",
      pickable: true,
      data: {
        length: cells.count,
        attributes: {
          ...attributes,
          getRadius: binary(radius, 1),
          getFillColor: painted(look.colour),
          getLineColor: painted(look.edge),
        },
      },
      stroked: true,
      filled: true,
      lineWidthUnits: "pixels",
      getLineWidth: 1.3,
    }),
  ];
}

function raised(cells: Cells, height: Float32Array, full: number, above = 0): Float64Array {
  const position = Float64Array.from(cells.position);
  for (let i = 0; i < cells.count; i++) position[i * 3 + 2] = (height[i] ?? 0) * full + above;
  return position;
}

const rise = ({ height, ghost }: ColumnLook): Float32Array =>
  Float32Array.from(ghost, (top, i) => top - (height[i] ?? 0));
