import { resolveSettings } from '../../config/index.js';
import { reasonOf } from '../../core/errors.js';
import { announce } from '../../guard/record/sinks.js';
import type { Changed } from '../../policy/control/index.js';
import type { Io } from '../io.js';
import type { TargetFlags } from './target.js';

/**
 * Tells those on call of a change, through the configured alert channels. The one who makes it tells of it, once: every
 * process that follows the file would do it once each. What goes wrong here takes no change back.
 */
export async function announceChange({ change }: Changed, { config }: TargetFlags, io: Io): Promise<void> {
  if (change === null) return;
  try {
    const { alerts } = resolveSettings({ configFile: config, env: io.env }).settings;
    const { action, why, by } = change;
    const text = `${action} by ${by ? `${by.name}@${by.host}` : 'nobody known'}${why === '' ? '' : `: ${why}`}`;
    const [kind, severity] = kindOf(change);
    await announce(alerts, kind, severity, text);
  } catch (error) {
    io.tell(`Alert channels were not told: ${reasonOf(error)}`);
  }
}

function kindOf({ old, new: next }: NonNullable<Changed['change']>) {
  if (next.emergency !== null && old.emergency === null) return ['emergency_disabled', 'high'] as const;
  if (next.emergency === null && old.emergency !== null) return ['emergency_enabled', 'medium'] as const;
  return ['mode_changed', 'low'] as const;
}
