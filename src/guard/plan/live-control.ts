import { controlEntries } from '../../config/index.js';
import { ControlReader, type ControlView } from '../../policy/control/index.js';
import { log } from '../tell/log.js';
import { notify } from '../tell/notify.js';
import { closeAtEnd } from '../on-close.js';

closeAtEnd(closeControls);

const readers = new Map<string, ControlReader>();

/** What the control file at a path says now. It is followed from the first question on, whoever asks. */
export function controlAt(path: string): ControlView {
  return readerOf(path).current();
}

/**
 * Resolves when the control file that the environment names has been read, or has not answered for a second: a disk that
 * hangs at the first look must not hold up the process.
 */
export async function controlReady(env: NodeJS.ProcessEnv): Promise<void> {
  const path = env['PRESSPROOF_CONTROL_FILE'];
  if (path) await readerOf(path).ready();
}

function readerOf(path: string): ControlReader {
  let reader = readers.get(path);
  if (!reader) {
    reader = new ControlReader(path, {
      check: (settings) => void controlEntries(settings, path),
      onProblem: (problem) => tell(path, problem),
    });
    readers.set(path, reader);
  }
  return reader;
}

/** Loud, because who switches something at night believes that it was heard. */
function tell(path: string, problem: string | null): void {
  if (problem === null) {
    log().warn(`control file ${path} can be read again`);
    notify('control_recovered', 'low', `Control file ${path} can be read again`);
  } else {
    log().error(`control file: ${problem}`);
    notify('control_invalid', 'high', problem);
  }
}

/** Stops following control files; the next question begins again. */
function closeControls(): void {
  for (const reader of readers.values()) reader.close();
  readers.clear();
}
