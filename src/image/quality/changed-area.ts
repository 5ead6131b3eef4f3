import { boundsOf, NO_AREA } from '../area.js';
import type { Area } from '../reader.js';

/** Where an animation changed since it was last looked at: the smallest rectangle around all frames that went by. */
export class ChangedArea {
  #area = NO_AREA;

  add(area: Area): void {
    this.#area = boundsOf(this.#area, area);
  }

  /** What was added since the last take. */
  take(): Area {
    const area = this.#area;
    this.#area = NO_AREA;
    return area;
  }
}
