import { FormatError } from '../../errors.js';
import { isDictLike, isMethod } from './calls.js';
import { unsafe, type MachineOptions } from './options.js';
import type { Token } from './tokens.js';
import { isKept, spokenKind, type Dict, type List, type Made, type Value } from './values.js';

/** APPEND, APPENDS and ADDITEMS. */
export function appendTo(target: Value, items: readonly Value[], { at, name }: Token, options: MachineOptions): void {
  if (target.kind === 'list') appended(target, items);
  else unsafe(options, 'pickle_append_target', at, `a list for ${name}, found ${spokenKind(target)}`);
}

/** SETITEM and SETITEMS. */
export function setItems(target: Value, items: readonly Value[], token: Token, options: MachineOptions): void {
  // whose items are set has a method for it, and that runs
  if (target.kind === 'dict' || (target.kind === 'made' && isDictLike(target))) withItems(target, items, token);
  else {
    const found = `a dictionary for ${token.name}, found ${spokenKind(target)}`;
    unsafe(options, 'pickle_setitem_target', token.at, found);
  }
}

/** Keys and values in turns. @throws FormatError `pickle_odd_items` */
export function withItems<Target extends Dict | Made>(
  target: Target,
  items: readonly Value[],
  { at, name }: Token,
): Target {
  if (items.length % 2 === 1) {
    throw new FormatError('pickle_odd_items', at, `Expected keys with their values for ${name}, found an odd number`);
  }
  for (let index = 0; index < items.length; index += 2) {
    const key = items[index]!;
    const value = items[index + 1]!;
    if (isKept(key) || isKept(value)) target.entries.push([key, value]);
    if (target.kind === 'dict' && isMethod(key)) target.method = key.text;
  }
  return target;
}

/** Without what is only there. */
export function appended(list: List, items: readonly Value[]): List {
  for (const item of items) if (isKept(item)) list.items.push(item);
  return list;
}
