// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Layer } from "@deck.gl/core";
import { ColumnLayer, ScatterplotLayer } from "@deck.gl/layers";
import type { Cells } from "./cells";
import type { ColumnLook } from "./columns";

const COLUMN_WIDTH = 0.44;
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

/** The columns, and a rim on each: the dark levels would not stand out from dark ground without one. */
export function columnLayers(cells: Cells, look: ColumnLook, size: ColumnSize): Layer[] {
  // `beforeId` belongs to the overlay, not to the layer.
  const place: object = size.below === undefined ? {} : { beforeId: size.below };
  const radius = size.spacing * COLUMN_WIDTH;
  const colour = { value: look.colour, size: 4, normalized: true };
  return [
    new ColumnLayer({
      ...place,
      id: "columns",
      data: {
        length: cells.count,
        attributes: {
          getPosition: { value: cells.position, size: 3 },
          getElevation: { value: look.height, size: 1 },
          getFillColor: colour,
        },
      },
      diskResolution: size.software ? 8 : 14,
      radius,
      extruded: size.full > 0,
      elevationScale: size.full,
      pickable: true,
      material: { ambient: 0.74, diffuse: 0.4, shininess: 12, specularColor: [18, 20, 24] },
    }),
    new ScatterplotLayer({
      ...place,
      id: "rims",
      data: {
        length: cells.count,
        attributes: {
          getPosition: { value: tops(cells, look, size.full), size: 3 },
          getFillColor: colour,
          getLineColor: { value: look.edge, size: 4, normalized: true },
        },
      },
      getRadius: radius,
      stroked: true,
      filled: true,
      lineWidthUnits: "pixels",
      getLineWidth: 1.3,
    }),
  ];
}

function tops(cells: Cells, look: ColumnLook, full: number): Float64Array {
  const position = Float64Array.from(cells.position);
  if (full > 0)
    for (let i = 0; i < cells.count; i++) position[i * 3 + 2] = (look.height[i] ?? 0) * full + ABOVE_M;
  return position;
}
