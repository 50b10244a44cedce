// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import "maplibre-gl/dist/maplibre-gl.css";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Attribution } from "./Attribution";
import { CityMap } from "./CityMap";
import { Legend } from "./Legend";
import { MapControls } from "./MapControls";
import { MapLost } from "./MapLost";
import styles from "./MapPanel.module.css";
import { mapChoice } from "./mapChoice";
import { PinLayer } from "./PinLayer";
import { canDraw, type Drawing } from "./power";

type Hover = { id: string; x: number; y: number } | null;

/** The map with its pins, controls and legend; or, where it cannot be drawn, the way to the table. */
export default function MapPanel() {
  const { t } = useWords();
  const session = useSession();
  const picture = useStore(session.shown);
  const selected = useStore(session.selected);
  const status = useStore(session.status);
  const other = useStore(session.elsewhen);
  const [choice] = useState(() => mapChoice(location.search));
  const [drawing] = useState<Drawing>(() =>
    choice.map === "off" ? { possible: false, software: false } : canDraw(),
  );
  const [lost, setLost] = useState(!drawing.possible);
  const [attempt, setAttempt] = useState(0);
  const [flat, setFlat] = useState(choice.map === "flat");
  const [columns, setColumns] = useState(choice.columns);
  const [flowsOn, setFlowsOn] = useState(true);
  const [mostFlow, setMostFlow] = useState<number | null>(null);
  const [slow, setSlow] = useState(false);
  const [groundLost, setGroundLost] = useState(false);
  const [full, setFull] = useState<number | null>(null);
  const [hover, setHover] = useState<Hover>(null);
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<CityMap | null>(null);
  const compass = useRef<SVGSVGElement>(null);
  const pinsMoved = useRef<() => void>(() => {});

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; what changes is told to it below
  useEffect(() => {
    if (lost || !container.current) return;
    const { city, areas, starts, gates } = session.statics;
    const look = { flat, columns, flows: flowsOn, software: drawing.software };
    try {
      map.current = new CityMap(
        container.current,
        city,
        areas,
        starts,
        gates,
        {
          choose: (id) => session.select(id),
          hover: (id, x, y) => setHover(id ? { id, x, y } : null),
          moved: () => {
            pinsMoved.current();
            if (compass.current)
              compass.current.style.transform = `rotate(${-(map.current?.bearing ?? 0)}deg)`;
          },
          drawn: () => {
            document.documentElement.dataset.mapReady = "true";
          },
          lost: () => setLost(true),
          groundLost: () => setGroundLost(true),
          slow: () => {
            if (choice.map === "3d") return;
            setSlow(true);
            setFlat(true);
          },
          scale: setFull,
          flowScale: setMostFlow,
        },
        look,
      );
    } catch {
      setLost(true);
      return;
    }
    return () => {
      map.current?.destroy();
      map.current = null;
      delete document.documentElement.dataset.mapReady;
    };
  }, [session, lost, attempt]);

  useEffect(() => {
    if (picture && !lost) map.current?.show(picture);
  }, [picture, lost]);
  useEffect(() => {
    if (lost) return;
    map.current?.choose(selected);
    if (selected && selected !== session.firstChoice) map.current?.reveal(selected);
  }, [session, selected, lost]);
  useEffect(() => {
    map.current?.change({ flat, columns, flows: flowsOn, software: drawing.software });
  }, [flat, columns, flowsOn, drawing.software]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt makes another map
  useEffect(() => {
    if (lost) return;
    // Flows go to the map past React; those of now do not belong on a picture of then.
    const show = (): void => map.current?.showFlows(session.elsewhen.get() ? null : session.flows.get());
    const stops = [session.flows.subscribe(show), session.elsewhen.subscribe(show)];
    show();
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, lost, attempt]);
  useEffect(() => {
    if (!lost) map.current?.label(t.map.label);
  }, [t, lost]);

  if (lost) {
    const retry = (): void => {
      setLost(false);
      setAttempt(attempt + 1);
    };
    return <MapLost onRetry={drawing.possible ? retry : null} />;
  }
  const name = hover && session.statics.area.get(hover.id)?.name;
  const state =
    status.kind === "not-live" ? styles.notLive : other ? (other.isAhead ? styles.ahead : styles.past) : "";
  return (
    <div className={`${styles.panel} ${state}`} data-testid="map">
      <div className={styles.stage}>
        <div ref={container} className={styles.canvas} data-flat={flat} data-testid="map-canvas" />
        {picture ? <PinLayer map={map} picture={picture} onMoved={pinsMoved} /> : null}
        {name && hover ? (
          <p className={styles.tip} style={{ transform: `translate(${hover.x + 14}px, ${hover.y + 14}px)` }}>
            {name}
          </p>
        ) : null}
        <div className={styles.messages} role="status">
          {groundLost ? <p data-testid="ground-lost">{t.map.groundLost}</p> : null}
          {slow && flat ? <p>{t.map.lowPower}</p> : null}
        </div>
        <MapControls
          map={map}
          compass={compass}
          flat={flat}
          columns={columns}
          flows={mostFlow === null ? null : flowsOn}
          onFlows={setFlowsOn}
          onFlat={setFlat}
          onColumns={setColumns}
        />
      </div>
      <div className={styles.foot}>
        <div data-quiet="">
          <Legend full={full} columns={columns} flat={flat} mostFlow={flowsOn ? mostFlow : null} />
        </div>
        <Attribution />
      </div>
    </div>
  );
}
