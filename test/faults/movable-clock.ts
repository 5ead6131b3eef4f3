import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOUR_S = 3600;
export const DAY_S = 24 * HOUR_S;

const LIBRARIES = '/usr/lib';

/** libfaketime, which gives a process the wall clock that a file says; it is where Debian has it, or it is not here. */
const FAKETIME = (existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : [])
  .map((folder) => join(LIBRARIES, folder, 'faketime', 'libfaketimeMT.so.1'))
  .find(existsSync);
if (FAKETIME === undefined) {
  console.warn(
    'No libfaketime: only the clock of JavaScript is moved, not that of the system (Debian: apt install faketime)',
  );
}

/** A clock for a process of its own that can be moved while it runs. Monotone clocks go on, as those of a system do. */
export function movableClock(folder: string) {
  const path = join(folder, 'clock');
  const move = (seconds: number): void => writeFileSync(path, `${seconds < 0 ? '' : '+'}${seconds}`);
  move(0);
  const javascript = new URL('./moved-date.mjs', import.meta.url).href;
  const how = FAKETIME === undefined ? { NODE_OPTIONS: `--import ${javascript}` } : { LD_PRELOAD: FAKETIME };
  const env = {
    ...how,
    FAKETIME_TIMESTAMP_FILE: path,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // what a disk wrote stays as it is
    NO_FAKE_STAT: '1',
  };
  return { env, move };
}
