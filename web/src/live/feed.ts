// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Which picture is on the screen and which one should be: never more than one fetch in flight. */
export interface PictureMark {
  readonly epoch: string;
  readonly sequence: number;
}

export interface FeedPorts<P extends { epoch: string; sequence: number | null }> {
  /** Fetches the picture with this sequence number of this epoch, or the newest one. */
  fetch(mark?: PictureMark): Promise<P>;
  show(picture: P): void;
  /** Awaited, so that no late word about a failure comes after the picture that followed it. */
  failed(reason: unknown): Promise<void> | void;
}

export class PictureFeed<P extends { epoch: string; sequence: number | null }> {
  private shown: PictureMark | null = null;
  private wanted: PictureMark | null = null;
  private wantNewest = false;
  private busy = false;

  constructor(private readonly ports: FeedPorts<P>) {}

  /** A tick says that this picture exists; older ones than what is shown or asked for are ignored. */
  announce(mark: PictureMark): void {
    if (this.isShown(mark)) return;
    if (this.wanted && mark.epoch === this.wanted.epoch && mark.sequence <= this.wanted.sequence) return;
    this.wanted = mark;
    void this.pump();
  }

  /** Forget what is shown (another epoch, a reconnect) and fetch the newest picture. */
  refresh(): void {
    this.shown = null;
    this.wanted = null;
    this.wantNewest = true;
    void this.pump();
  }

  /** This picture, or a newer one of the same epoch, is on the screen. */
  private isShown({ epoch, sequence }: PictureMark): boolean {
    return this.shown !== null && epoch === this.shown.epoch && sequence <= this.shown.sequence;
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.wantNewest || this.wanted) await this.fetchNext();
    } finally {
      this.busy = false;
    }
  }

  private async fetchNext(): Promise<void> {
    const target = this.wantNewest ? null : this.wanted;
    this.wantNewest = false;
    if (target) this.wanted = null;
    if (target && this.isShown(target)) return;
    try {
      this.accept(await this.fetchOrNewest(target));
    } catch (reason) {
      await this.ports.failed(reason);
    }
  }

  /** A picture that the server no longer keeps is replaced by its newest one. */
  private async fetchOrNewest(target: PictureMark | null): Promise<P> {
    if (!target) return this.ports.fetch();
    try {
      return await this.ports.fetch(target);
    } catch {
      return this.ports.fetch();
    }
  }

  private accept(picture: P): void {
    const sequence = picture.sequence ?? 0;
    const mark = { epoch: picture.epoch, sequence };
    if (this.isShown(mark)) return;
    this.shown = mark;
    this.ports.show(picture);
  }
}
