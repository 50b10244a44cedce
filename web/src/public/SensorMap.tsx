// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import "maplibre-gl/dist/maplibre-gl.css";
import "../theme/fonts.css";
import { useEffect, useRef, useState } from "react";
import { request } from "../api/http";
import type { City } from "../api/types";
import { DARK_GROUND, LIGHT_GROUND } from "../features/map/basemapStyle";
import { canDraw } from "../features/map/power";
import { useStore } from "../state/store";
import { useFetched } from "../state/useFetched";
import { type Theme, theme } from "../theme/theme";
import { Button } from "../ui/Button";
import { MapLost } from "./MapBoundary";
import styles from "./SensorMap.module.css";
import { SensorPins } from "./SensorPins";
import type { Here } from "./types";
import { useWords } from "./words";

interface Props {
  readonly here: Here;
  readonly chosen: string | null;
  onChoose(id: string): void;
}

/** Every sensor that stands somewhere, on the city's own map. */
export default function SensorMap({ here, chosen, onChoose }: Props) {
  const [drawing] = useState(canDraw);
  const shade = useStore(theme);
  const city = useFetched("city", (signal) => request<City>("/api/v1/city", { signal }));
  if (!drawing.possible || city.state === "failed") return <MapLost />;
  return city.value ? (
    <Drawn
      key={shade}
      shade={shade}
      here={here}
      city={city.value}
      chosen={chosen}
      onChoose={onChoose}
      calm={drawing.software}
    />
  ) : null;
}

function Drawn({
  here,
  city,
  shade,
  chosen,
  onChoose,
  calm,
}: Props & { city: City; calm: boolean; shade: Theme }) {
  const { t, say } = useWords();
  const container = useRef<HTMLDivElement>(null);
  const pins = useRef<SensorPins | null>(null);
  const [lost, setLost] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; what changes is told to it below
  useEffect(() => {
    if (!container.current || lost) return;
    try {
      const still = calm || matchMedia("(prefers-reduced-motion: reduce)").matches;
      const ground = shade === "dark" ? DARK_GROUND : LIGHT_GROUND;
      pins.current = new SensorPins(container.current, city, here.sensors, ground, styles.pin ?? "", still, {
        choose: onChoose,
        drawn: () => {
          document.documentElement.dataset.mapReady = "true";
        },
        lost: () => setLost(true),
      });
    } catch {
      setLost(true);
    }
    return () => {
      pins.current?.destroy();
      pins.current = null;
      delete document.documentElement.dataset.mapReady;
    };
  }, [city, lost]);
  useEffect(() => {
    pins.current?.show(here.sensors, (sensor) => `${sensor.name}, ${say(sensor.standing.label)}`);
    pins.current?.label(t.map);
  }, [here, say, t]);
  useEffect(() => pins.current?.choose(chosen), [chosen]);
  if (lost) return <MapLost />;
  return (
    <section className={styles.frame} aria-label={t.map} data-testid="sensor-map">
      <div className={styles.stage}>
        <div ref={container} className={styles.canvas} />
        <div className={styles.buttons}>
          <Button
            look="square"
            aria-label={t.zoomIn}
            title={t.zoomIn}
            onClick={() => pins.current?.zoomBy(1)}
          >
            <span aria-hidden="true">+</span>
          </Button>
          <Button
            look="square"
            aria-label={t.zoomOut}
            title={t.zoomOut}
            onClick={() => pins.current?.zoomBy(-1)}
          >
            <span aria-hidden="true">−</span>
          </Button>
        </div>
      </div>
      <div className={styles.foot}>
        <ul className={styles.legend}>
          <li>
            <span className={styles.pin} data-active="true" aria-hidden="true" />
            {t.mapLegend.active}
          </li>
          <li>
            <span className={styles.pin} data-active="false" aria-hidden="true" />
            {t.mapLegend.stopped}
          </li>
        </ul>
        <p>
          {t.mapKeys} {city.attribution.map(({ text }) => text).join(" · ")}
        </p>
      </div>
    </section>
  );
}
