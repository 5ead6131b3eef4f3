import { VERSION } from '../../guard/tool.js';
import type { Tell } from './link.js';
import type { Member } from './members.js';

/** Tasks for each slot of a worker: one is worked on, the others wait at hand while replies travel. */
const PER_SLOT = 4;
/** Before a worker was seen: its first tasks are there when it comes. */
const LEAST = 4;

/** The workers that a coordinator sees, and how many tasks they keep busy. */
export class Workforce {
  readonly #most: number;
  readonly #tell: Tell;
  #slots = 0;
  #told = '';

  /** @param most - tasks at once, however many workers there are */
  constructor(most: number, tell: Tell) {
    this.#most = most;
    this.#tell = tell;
  }

  /** How many tasks of a run are to be in Redis at once. */
  get width(): number {
    return Math.min(this.#most, Math.max(LEAST, PER_SLOT * this.#slots));
  }

  see(members: readonly Member[]): void {
    const able = members.filter(({ version }) => version === VERSION);
    this.#slots = able.reduce((sum, { slots }) => sum + slots, 0);
    const line = this.#line(able, members.length - able.length, members);
    if (line === this.#told) return;
    this.#told = line;
    this.#tell(line);
  }

  #line(able: readonly Member[], others: number, members: readonly Member[]): string {
    const versions = [...new Set(members.map(({ version }) => version))].filter((version) => version !== VERSION);
    const refused =
      others === 0
        ? ''
        : `; ${others} of version ${versions.join(', ')} take nothing of this run, which is of version ${VERSION}`;
    if (able.length > 0)
      return `Workers at the queue: ${able.length} with ${this.#slots} ${this.#slots === 1 ? 'slot' : 'slots'}${refused}`;
    return `No worker is at the queue: start some with pressproof worker --queue${refused}`;
  }
}
