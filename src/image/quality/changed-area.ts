import type { Area } from '../reader.js';

const NOTHING: Area = { left: 0, top: 0, width: 0, height: 0 };

/** Where an animation changed since it was last looked at: the smallest rectangle around all frames that went by. */
export class ChangedArea {
  #area = NOTHING;

  add(area: Area): void {
    this.#area = around(this.#area, area);
  }

  /** What was added since the last take. */
  take(): Area {
    const area = this.#area;
    this.#area = NOTHING;
    return area;
  }
}

function around(a: Area, b: Area): Area {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  return {
    left,
    top,
    width: Math.max(a.left + a.width, b.left + b.width) - left,
    height: Math.max(a.top + a.height, b.top + b.height) - top,
  };
}

function isEmpty({ width, height }: Area): boolean {
  return width === 0 || height === 0;
}
