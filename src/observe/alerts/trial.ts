import type { Mode } from '../../core/modes.js';
import { openChannel, type ChannelContext } from './channels/index.js';
import { ATTEMPTS } from './delivery.js';
import type { Source } from './message.js';
import { aroundNow, newInstance, testMessage } from './compose.js';
import { sendOnce } from './outbox.js';
import type { ChannelSettings } from './settings.js';

/** What one attempt at one channel came to. */
export interface Trial {
  readonly type: ChannelSettings['type'];
  readonly result: 'sent' | 'failed';
  /** null: it was sent. */
  readonly reason: string | null;
  readonly durationMs: number;
}

export interface TrialOptions extends ChannelContext, Pick<Source, 'version' | 'environment'> {
  /** The one in force. */
  readonly mode: Mode;
  /** Of each channel, ms. Default: as for alerts. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a test message through every channel at once, in one attempt each, past limits and queues.
 * @throws UsageError for a channel that is not known
 */
export async function tryChannels(channels: readonly ChannelSettings[], options: TrialOptions): Promise<Trial[]> {
  const message = testMessage(aroundNow(newInstance(), options.mode, options));
  const open = channels.map((channel) => openChannel(channel, options));
  // sockets and timers of alerts do not keep a process alive, but here somebody waits for them
  const awake = setInterval(() => undefined, 1000);
  return await Promise.all(
    open.map(async (channel) => {
      const start = performance.now();
      const error = await sendOnce(channel, message, options.timeoutMs ?? ATTEMPTS.timeoutMs, options.signal);
      const durationMs = Math.round(performance.now() - start);
      return {
        type: channel.type,
        result: error ? 'failed' : 'sent',
        reason: error?.message ?? null,
        durationMs,
      } as const;
    }),
  ).finally(() => clearInterval(awake));
}
