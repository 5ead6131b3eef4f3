import { headline, missedSentence } from '../render.js';
import type { LogChannel } from '../settings.js';
import type { OpenChannel } from './channel.js';

/** The program's own log: where alerts are seen by whoever collects logs, and the one channel that needs nobody else. */
export const log: OpenChannel<LogChannel> = (_settings, context) => ({
  type: 'log',
  send(message) {
    const { severity, state, name, alert, text, advice, rule, counts, firingForMs, examples } = message;
    // the end too: the level that most programs log from is warn, and half a story is worse than none
    const level = severity === 'high' && state !== 'resolved' ? 'error' : 'warn';
    const fields = { alert, name, state, severity, text, advice, rule, counts, firingForMs, examples };
    context.log(level, { ...fields, missed: missedSentence(message) || undefined }, `alert: ${headline(message)}`);
    return Promise.resolve();
  },
});
