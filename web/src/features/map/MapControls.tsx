// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { RefObject } from "react";
import { useWords } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import type { CityMap } from "./CityMap";
import styles from "./MapControls.module.css";

interface Props {
  readonly map: RefObject<CityMap | null>;
  readonly compass: RefObject<SVGSVGElement | null>;
  readonly flat: boolean;
  readonly columns: boolean;
  /** Whether flows are shown; null where there are none. */
  readonly flows: boolean | null;
  onFlows(flows: boolean): void;
  onFlat(flat: boolean): void;
  onColumns(columns: boolean): void;
}

const ICON = { width: 16, height: 16, viewBox: "0 0 16 16" } as const;

/** Everything that the mouse can do to the map, as buttons. */
export function MapControls({ map, compass, flat, columns, flows, onFlat, onColumns, onFlows }: Props) {
  const { t } = useWords();
  return (
    <div className={styles.controls}>
      <div className={styles.group}>
        <Button
          look="square"
          aria-label={t.map.zoomIn}
          title={t.map.zoomIn}
          onClick={() => map.current?.zoomBy(0.75)}
        >
          <svg aria-hidden="true" {...ICON}>
            <path d="M8 3v10M3 8h10" stroke="currentColor" strokeWidth="2" />
          </svg>
        </Button>
        <Button
          look="square"
          aria-label={t.map.zoomOut}
          title={t.map.zoomOut}
          onClick={() => map.current?.zoomBy(-0.75)}
        >
          <svg aria-hidden="true" {...ICON}>
            <path d="M3 8h10" stroke="currentColor" strokeWidth="2" />
          </svg>
        </Button>
        <Button
          look="square"
          aria-label={t.map.north}
          title={t.map.north}
          onClick={() => map.current?.northUp()}
        >
          <svg aria-hidden="true" ref={compass} className={styles.compass} {...ICON}>
            <path d="M8 1 11 8H5Z" fill="#ff8a80" />
            <path d="M8 15 5 8h6Z" fill="currentColor" />
          </svg>
        </Button>
        <Button look="square" aria-label={t.map.home} title={t.map.home} onClick={() => map.current?.home()}>
          <svg aria-hidden="true" {...ICON}>
            <path
              d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
            />
          </svg>
        </Button>
      </div>
      <Button className={styles.text} aria-pressed={!flat} onClick={() => onFlat(!flat)}>
        3D
      </Button>
      <Button className={styles.text} aria-pressed={columns} onClick={() => onColumns(!columns)}>
        {t.map.columns}
      </Button>
      {flows === null ? null : (
        <Button className={styles.text} aria-pressed={flows} onClick={() => onFlows(!flows)}>
          {t.map.flows}
        </Button>
      )}
    </div>
  );
}
