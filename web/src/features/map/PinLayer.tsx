// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { useWords } from "../../i18n/i18n";
import { type Picture, readArea } from "../../picture/picture";
import { warnedAreas } from "../../room/changes";
import { useWords as useRoomWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { LevelShape } from "../../ui/LevelShape";
import { ToneMark } from "../../ui/Notice";
import type { CityMap } from "./CityMap";
import { loadOf } from "./columns";
import { middleOf } from "./geometry";
import styles from "./PinLayer.module.css";
import { placePins } from "./pins";

/** Levels that get a full pin without being asked for. */
const NOTABLE = 4;
/** How far a pin floats above its columns. */
const LIFT = 10;

interface Props {
  readonly map: RefObject<CityMap | null>;
  readonly picture: Picture;
  /** Filled in here: what the map calls when its camera has moved. */
  readonly onMoved: RefObject<() => void>;
}

/** Pins are real buttons over the map: one stop for Tab, arrow keys go from one to the next. */
export function PinLayer({ map, picture, onMoved }: Props) {
  const { t, f } = useWords();
  const session = useSession();
  const selected = useStore(session.selected);
  const room = useRoomWords();
  const warnings = useStore(session.room.warnings)?.warnings;
  const warned = useMemo(() => warnedAreas(warnings ?? []), [warnings]);
  const layer = useRef<HTMLDivElement>(null);
  const pins = useMemo(
    () =>
      session.statics.areas.map((info) => ({
        info,
        reading: readArea(picture, info.id),
        middle: middleOf(info.geometry),
      })),
    [session, picture],
  );

  const place = useCallback((): void => {
    const current = map.current;
    if (!current || !layer.current) return;
    const project = current.projector();
    const { starts } = session.statics;
    const buttons = new Map(
      [...layer.current.querySelectorAll<HTMLButtonElement>("[data-pin]")].map((pin) => [
        pin.dataset.pin,
        pin,
      ]),
    );
    const wishes = pins.map(({ info, reading, middle: [lon, lat] }) => {
      const { x, y } = project(lon, lat, loadOf(reading?.persons ?? 0, starts.get(info.id) ?? []));
      const level = reading?.level ?? 0;
      const chosen = info.id === selected;
      const full = chosen || level >= NOTABLE || warned.has(info.id);
      return {
        id: info.id,
        x,
        y: y - LIFT,
        width: Number(buttons.get(info.id)?.dataset.width ?? 80),
        urgency:
          (chosen ? 1e6 : 0) +
          (warned.has(info.id) ? 1e5 : 0) +
          level * 1e3 +
          Math.min(999, reading?.persons || 0),
        full,
      };
    });
    const sizes = placePins(wishes, current.size);
    for (const { id, x, y } of wishes) {
      const button = buttons.get(id);
      const size = sizes.get(id) ?? "hidden";
      if (!button) continue;
      button.dataset.size = size;
      button.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -100%)`;
    }
  }, [map, pins, selected, session, warned]);

  useEffect(() => {
    // Full widths are measured once per picture, so that moving the map measures nothing.
    for (const pin of layer.current?.querySelectorAll<HTMLButtonElement>("[data-pin]") ?? []) {
      pin.dataset.size = "full";
      pin.dataset.width = String(pin.offsetWidth);
    }
    onMoved.current = place;
    place();
  }, [place, onMoved]);

  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const visible = [...(layer.current?.querySelectorAll<HTMLButtonElement>("[data-pin]") ?? [])]
      .filter((pin) => pin.dataset.size !== "hidden")
      .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left);
    const at = visible.indexOf(document.activeElement as HTMLButtonElement);
    visible[(at + by + visible.length) % visible.length]?.focus();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a toolbar of pins has no element of its own
    <div ref={layer} className={styles.layer} role="group" aria-label={t.map.pins} onKeyDown={move}>
      {pins.map(({ info, reading }) => {
        const level = reading?.level ?? 0;
        const chosen = info.id === selected;
        const persons = reading && f.band(reading.persons, reading.lower, reading.upper);
        const word = level === 0 ? t.levelUnknown : t.level(f.number(level), t.levels[level] ?? "");
        return (
          <button
            key={info.id}
            type="button"
            data-pin={info.id}
            data-level={level}
            className={styles.pin}
            aria-pressed={chosen}
            data-warned={warned.get(info.id)?.severity}
            tabIndex={chosen ? 0 : -1}
            onClick={() => session.select(info.id)}
          >
            <span className="visually-hidden">
              {[
                info.name,
                word,
                persons ? `${persons.value} ${t.areas.persons.toLowerCase()}` : t.unknown,
                persons?.lower && persons.upper ? t.band.between(persons.lower, persons.upper) : "",
                warned.has(info.id) ? room.t.pin : "",
              ]
                .filter(Boolean)
                .join(", ")}
            </span>
            {warned.has(info.id) ? (
              <span className={styles.warned}>
                <ToneMark tone="warn" size={15} />
              </span>
            ) : null}
            <span className={styles.more} aria-hidden="true">
              <LevelShape level={level} size={13} />
            </span>
            <span aria-hidden="true">{level === 0 ? "?" : level}</span>
            {persons ? (
              <span className={styles.more} aria-hidden="true">
                · {persons.value}
              </span>
            ) : null}
            {chosen && persons?.lower ? (
              <span className={`${styles.more} ${styles.band}`} aria-hidden="true">
                {persons.lower}–{persons.upper}
              </span>
            ) : null}
            {chosen ? (
              <span className={`${styles.more} ${styles.name}`} aria-hidden="true">
                {info.name}
              </span>
            ) : null}
          </button>
        );
      })}
    </div>
  );
}
