type Rgb = readonly [number, number, number];

/** Cell of a letter, pixels: 5 x 7 dots and one of space. */
const LETTER = { columns: 5, rows: 7, advance: 6 };
/** Share of the dots that are set: as dense as letters are. */
const INKED = 0.4;

/** Flat shapes on a packed RGB picture, no soft edges. What lies outside is cut off. */
export class Painter {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;

  constructor(width: number, height: number, paper: Rgb) {
    this.width = width;
    this.height = height;
    this.rgb = Buffer.alloc(3 * width * height);
    this.box(0, 0, width, height, paper);
  }

  box(left: number, top: number, width: number, height: number, color: Rgb): void {
    for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) this.#dot(x, y, color);
  }

  disc(centreX: number, centreY: number, radius: number, color: Rgb): void {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) {
        if (x * x + y * y <= radius * radius) this.#dot(centreX + x, centreY + y, color);
      }
    }
  }

  /** Words in a script of our own, the same on every machine: each letter always has the same dots. */
  text(left: number, top: number, words: string, color: Rgb): void {
    for (let place = 0; place < words.length; place++) {
      if (words[place] === ' ') continue;
      let state = words.charCodeAt(place);
      for (let dot = 0; dot < LETTER.columns * LETTER.rows; dot++) {
        // linear congruential generator with the constants of Numerical Recipes
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const [x, y] = [dot % LETTER.columns, Math.floor(dot / LETTER.columns)];
        if (state / 2 ** 32 < INKED) this.#dot(left + LETTER.advance * place + x, top + y, color);
      }
    }
  }

  /** A mouse pointer, its tip here: black, 10 pixels wide and 14 high. */
  pointer(left: number, top: number): void {
    for (let y = 0; y < 14; y++) {
      const width = y <= 10 ? y + 1 : 14 - y;
      for (let x = 0; x < width; x++) {
        const edge = x === 0 || x === width - 1 || y === 13;
        this.#dot(left + x, top + y, edge ? [255, 255, 255] : [0, 0, 0]);
      }
    }
  }

  #dot(x: number, y: number, color: Rgb): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.rgb.set(color, 3 * (y * this.width + x));
  }
}
