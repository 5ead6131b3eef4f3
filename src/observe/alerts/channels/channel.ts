import type { AlertMessage } from '../message.js';
import type { ChannelSettings, Severity } from '../settings.js';

/** Somewhere that messages go. One file a channel; queue, retries and limits are those of all of them: see outbox.ts. */
export interface Channel {
  /** Also the metric's label. */
  readonly type: ChannelSettings['type'];
  /**
   * Resolves when the other side took it.
   * @param signal - fires when the attempt has taken too long
   * @throws DeliveryError
   */
  send(message: AlertMessage, signal: AbortSignal): Promise<void>;
}

export interface ChannelContext {
  /** Where secrets of the form `{ env: NAME }` are. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: AlertLog;
}

/** The program's log; injected, because this room must not know whose it is. */
export type AlertLog = (level: 'error' | 'warn' | 'info', fields: object, text: string) => void;

export type OpenChannel<Settings extends ChannelSettings> = (settings: Settings, context: ChannelContext) => Channel;

/** Red, orange, blue; green when it is over. */
export function colorOf({ state, severity }: AlertMessage): string {
  const colors: Readonly<Record<Severity, string>> = { high: '#c62828', medium: '#ef6c00', low: '#1565c0' };
  return state === 'resolved' ? '#2e7d32' : colors[severity];
}
