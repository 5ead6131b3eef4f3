import type { Area } from './reader.js';

export const NO_AREA: Area = { left: 0, top: 0, width: 0, height: 0 };

/** The part of an area (from 0, 0 to the right and down) that lies on a canvas; `NO_AREA` when none does. */
export function clipTo(width: number, height: number, area: Area): Area {
  const columns = Math.min(area.width, width - area.left);
  const rows = Math.min(area.height, height - area.top);
  return columns <= 0 || rows <= 0 ? NO_AREA : { left: area.left, top: area.top, width: columns, height: rows };
}

/** The smallest rectangle that holds both areas. */
export function boundsOf(a: Area, b: Area): Area {
  if (a.width === 0) return b;
  if (b.width === 0) return a;
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}
