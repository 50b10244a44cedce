// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Elements in as many words as they need: this page has no framework, because the network it is read on is full. */

type Value = string | number | boolean | null | undefined | ((event: Event) => void);
export type Child = Node | string | null | undefined | false;

const SVG = "http://www.w3.org/2000/svg";

function filled<E extends Element>(element: E, attributes: Record<string, Value>, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

export const h = <T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] => filled(document.createElement(tag), attributes, children);

export const s = (tag: string, attributes: Record<string, Value> = {}, ...children: Child[]): SVGElement =>
  filled(document.createElementNS(SVG, tag) as SVGElement, attributes, children);

/** Put something else into an element, and leave the focus where it was. */
export function refill(element: Element, ...children: Child[]): void {
  const key = (document.activeElement as HTMLElement | null)?.dataset.key;
  const inside = element.contains(document.activeElement);
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
  if (inside && key)
    element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Say something again only when it is something else: a screen reader would read it anew, and links lose the focus. */
export function retell(element: Element, child: Child): void {
  const there = element.childNodes.length;
  if (child instanceof Node && there === 1 && element.firstChild?.isEqualNode(child)) return;
  if (!(child instanceof Node) && element.textContent === (child || "")) return;
  refill(element, child);
}

const FILLS = ["", "", "M8 8V2a6 6 0 0 1 6 6Z", "M8 2a6 6 0 0 1 0 12Z", "M8 8H2A6 6 0 1 0 8 2Z"];

/** The shape of a level: a circle that fills up from ○ to ●; a level that is not known is a broken ring. */
export function shape(level: number, size: number): SVGElement {
  return s(
    "svg",
    { width: size, height: size, viewBox: "0 0 16 16", "aria-hidden": "true", class: "shape" },
    s("circle", {
      cx: 8,
      cy: 8,
      r: 6,
      fill: level === 5 ? "currentColor" : "none",
      stroke: "currentColor",
      "stroke-width": 2,
      "stroke-dasharray": level ? null : "3.2 3.1",
    }),
    FILLS[level] ? s("path", { d: FILLS[level], fill: "currentColor" }) : null,
  );
}
