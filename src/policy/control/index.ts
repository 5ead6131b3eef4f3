export { changeControl, history, INITIAL, pending, rollback, type Changed, type ChangeOptions } from './change.js';
export { SYSTEM_CLOCK, type Clock } from './clock.js';
export type { History, RecordedChange } from './history.js';
export { disable, enable, setMode, setSampling, type Intent } from './intents.js';
export { ControlReader, type ControlReaderOptions, type ControlView } from './reader.js';
export { signature, type Change, type ControlFile, type Switches } from './schema.js';
export { differences, differenceText, type Difference } from './words.js';
