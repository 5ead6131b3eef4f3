import { controlEntries } from '../config/index.js';
import { ControlReader, type ControlView } from '../policy/control/index.js';
import { log } from './log.js';
import { notify } from './notify.js';
import { closeAtEnd } from './on-close.js';

closeAtEnd(closeControls);

const readers = new Map<string, ControlReader>();

/** What the control file at a path says now. It is followed from the first question on, whoever asks. */
export function controlAt(path: string): ControlView {
  let reader = readers.get(path);
  if (!reader) {
    reader = new ControlReader(path, {
      check: (settings) => void controlEntries(settings, path),
      onProblem: (problem) => tell(path, problem),
    });
    readers.set(path, reader);
  }
  return reader.current();
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
