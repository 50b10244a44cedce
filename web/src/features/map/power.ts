// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Draws in software when the graphics card's name says so; MapLibre would draw, but slowly. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export interface Drawing {
  readonly possible: boolean;
  readonly software: boolean;
}

export function canDraw(): Drawing {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return { possible: false, software: false };
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return { possible: true, software: SOFTWARE.test(name) };
}

const SAMPLES = 8;
const TOO_SLOW_MS = 350;

/** Tells once, after enough frames, whether their median took too long to draw in 3D. */
export class FrameWatch {
  private readonly times: number[] = [];

  constructor(
    private readonly slow: () => void,
    private readonly limitMs = TOO_SLOW_MS,
  ) {}

  frame(tookMs: number): void {
    if (this.times.length >= SAMPLES) return;
    this.times.push(tookMs);
    if (this.times.length < SAMPLES) return;
    const median = [...this.times].sort((a, b) => a - b)[SAMPLES / 2] ?? 0;
    if (median > this.limitMs) this.slow();
  }
}
