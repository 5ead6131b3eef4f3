import { boundsOf, NO_AREA } from '../area.js';
import type { Area, Frame } from '../reader.js';

type Change = Pick<Frame, 'changed' | 'touched'>;

/** Where an animation changed since it was last looked at: all that any frame changed that went by. */
export class Changes {
  #area: Area = NO_AREA;
  /** Every frame that went by told of its tiles. */
  #told = true;
  #tiles = new Uint8Array(0);
  #taken = true;

  add({ changed, touched }: Change): void {
    this.#area = this.#taken ? changed : boundsOf(this.#area, changed);
    this.#told = touched !== null && (this.#told || this.#taken);
    if (touched && this.#told) this.#addTiles(touched);
    this.#taken = false;
  }

  /** What was added since the last take. Its tiles are valid until the next `add`. */
  take(): Change {
    if (this.#taken) return NOTHING;
    this.#taken = true;
    return { changed: this.#area, touched: this.#told ? this.#tiles : null };
  }

  #addTiles(touched: Uint8Array): void {
    if (this.#tiles.length !== touched.length) this.#tiles = new Uint8Array(touched.length);
    if (this.#taken) this.#tiles.set(touched);
    else for (let tile = 0; tile < touched.length; tile++) this.#tiles[tile]! |= touched[tile]!;
  }
}

const NOTHING: Change = { changed: NO_AREA, touched: null };
