import type { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { StoreError } from '../store/errors.js';
import { openStore, type Store } from '../store/store.js';
import type { ResolvedSettings } from '../config/index.js';
import type { Io } from './io.js';
import type { SettingsFlags } from './settings-flags.js';
import { checkedSettings } from './stated-settings.js';

/** Flags of commands that read the results database. */
export interface StoreFlags extends Pick<SettingsFlags, 'config' | 'set'> {
  readonly store?: string;
}

export function addStore(command: Command): Command {
  return command
    .option('--store <file>', 'results database (default: PRESSPROOF_STORE, else store.path of the configuration)')
    .option('--config <file>', 'configuration file, JSON or YAML (default: PRESSPROOF_CONFIG)');
}

/**
 * Opens what was recorded, and closes it after the work.
 * @throws UsageError when there is nothing to read; what `work` throws
 */
export async function withStore<T>(
  flags: StoreFlags,
  io: Io,
  work: (store: Store, settings: ResolvedSettings['settings']) => Promise<T>,
): Promise<T> {
  const { settings } = checkedSettings(flags, io.env);
  const path = flags.store ?? settings.store.path;
  if (path === null)
    throw new UsageError('store_missing', 'store.path is null: nothing is recorded. Name a file with --store');
  try {
    const store = openStore(path, { create: false });
    try {
      return await work(store, settings);
    } finally {
      store.close();
    }
  } catch (error) {
    throw error instanceof StoreError ? new UsageError(error.code, error.message, { cause: error }) : error;
  }
}
