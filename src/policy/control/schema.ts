import type { z } from 'zod';
import { MODES } from '../../core/modes.js';
import { zod } from '../../core/zod.js';

/** 64 KiB: switches for every check with the longest reason take a tenth of it. */
export const MAX_CONTROL_BYTES = 2 ** 16;

/** Characters of a reason or a name: a paragraph. */
export const MAX_TEXT = 1000;

let built: ReturnType<typeof build> | undefined;

/** What a control file and a line of its history hold. Built at first use: see core/on-demand.ts. */
export function controlSchemas(): ReturnType<typeof build> {
  return (built ??= build());
}

function build() {
  const z = zod();
  // as suites and checks are named; whether there is such a one, the configuration knows
  const id = z.string().regex(/^[a-z][a-z0-9_]*$/);
  const ownMode = z.strictObject({ mode: z.enum(MODES).optional() });
  const name = z.string().min(1).max(MAX_TEXT);
  const text = z.string().max(MAX_TEXT);
  const time = z.iso.datetime({ offset: true });
  const switches = z.strictObject({
    settings: z.strictObject({
      mode: z.enum(MODES).optional(),
      sampling: z
        .strictObject({ rate: z.number().min(0).max(1).optional(), salt: z.string().min(1).max(MAX_TEXT).optional() })
        .optional(),
      suites: z.record(id, ownMode).optional(),
      checks: z.record(id, ownMode).optional(),
    }),
    emergency: z.strictObject({ reason: name, by: name, since: time, until: time.nullable() }).nullable(),
  });
  const file = z.strictObject({
    schemaVersion: z.literal(1),
    revision: name,
    changedAt: time,
    changedBy: name,
    reason: text,
    ...switches.shape,
  });
  const change = z.strictObject({
    id: name,
    at: time,
    by: z.strictObject({ name, host: name, pid: z.int().min(0) }).nullable(),
    // it repeats what was set
    action: z.string().max(2 * MAX_TEXT),
    why: text,
    old: switches,
    new: switches,
  });
  const withdrawal = z.strictObject({ withdrawn: name, at: time, why: text });
  return { file, line: z.union([change, withdrawal]), change };
}

type Schemas = ReturnType<typeof build>;

/** The whole file: switches, and the change that set them. */
export type ControlFile = z.output<Schemas['file']>;

/** The switches alone: settings under the names of the configuration, and the emergency disable. */
export type Switches = Pick<ControlFile, 'settings' | 'emergency'>;

/** A line of the history: one change, by whom, why, and what held before and after. `by` null: found, not made by us. */
export type Change = z.output<Schemas['change']>;

/** A change, or the word that a change which was written down is not in force. */
export type HistoryLine = z.output<Schemas['line']>;

/** What holds where there is no file. */
export const NO_SWITCHES: Switches = { settings: {}, emergency: null };

/** `alice@web1`, as the file has it. */
export function signature(by: NonNullable<Change['by']>): string {
  return `${by.name}@${by.host}`;
}
