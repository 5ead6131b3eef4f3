import type { Entry } from './item.js';
import { isS3 } from './storage/location.js';

/** The code of items whose file could not be written or published, where others could. */
export const BLOCKED = 'output_blocked';

/** Of an item alone, where a store refused what its run does not list: see storageFaultBehind. */
const REFUSED = ['access_denied', 'bucket_missing'];
/** An object may be put there, or be given free, as quickly as it went. */
const UNREAD = ['input_missing', 'input_unreadable'];

/** How an item's error says that resuming its run tries it again: see isTriedAgain. */
export const GO_ON = 'and go on with --resume';

/** Whether an item with this error is done again when its run is resumed, since what was in its way may be gone by then. */
export function isTriedAgain(code: string | null, { input, output }: Entry): boolean {
  if (code === null) return false;
  const isRemote = isS3(input) || (output !== null && isS3(output));
  return code === BLOCKED || REFUSED.includes(code) || (isRemote && UNREAD.includes(code));
}
