// Moves the calendar of JavaScript, as much as a program can see of a clock that was set: for machines without faketime.
import { readFileSync } from 'node:fs';

const RealDate = Date;
const now = () => RealDate.now() + 1000 * Number(readFileSync(process.env.FAKETIME_TIMESTAMP_FILE, 'utf8'));

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }

  static now() {
    return now();
  }
};
