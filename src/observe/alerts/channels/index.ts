import { describe, UsageError } from '../../../core/errors.js';
import type { ChannelSettings } from '../settings.js';
import type { Channel, ChannelContext, OpenChannel } from './channel.js';
import { email } from './email.js';
import { log } from './log.js';
import { slack } from './slack.js';
import { teams } from './teams.js';
import { webhook } from './webhook.js';

export type { AlertLog, Channel, ChannelContext } from './channel.js';

/** Every channel, one line each. */
const CHANNELS: { readonly [Type in ChannelSettings['type']]: OpenChannel<Extract<ChannelSettings, { type: Type }>> } =
  {
    log,
    webhook,
    slack,
    teams,
    email,
  };

export const CHANNEL_TYPES = Object.keys(CHANNELS) as ChannelSettings['type'][];

/** @throws UsageError for a type that is not known: no other channel stands in for it */
export function openChannel(settings: ChannelSettings, context: ChannelContext): Channel {
  if (!CHANNEL_TYPES.includes(settings.type)) {
    const expected = `Expected one of ${CHANNEL_TYPES.join(', ')} for the type of an alert channel`;
    throw new UsageError('invalid_argument', `${expected} but received ${describe(settings.type)}`);
  }
  const open = CHANNELS[settings.type] as OpenChannel<ChannelSettings>;
  return open(settings, context);
}
