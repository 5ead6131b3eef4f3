import type { Command } from 'commander';
import { ARTIFACT_CHECK_IDS } from '../../artifact/checks/ids.js';
import { invalidArgument } from '../../core/errors.js';
import { addLooking } from '../judging.js';
import { addMode, addSources } from '../settings.js';

/** Settings and judging of commands that judge artifacts. */
export function addArtifactJudging(command: Command, ids: readonly string[] = ARTIFACT_CHECK_IDS): Command {
  const levels =
    'full (every byte), sampled (a part of each tensor), structural (headers only: no digest, nothing is run)';
  return addLooking(addSources(addMode(command), 'limits.maxArtifactBytes=1e9'), ids, levels);
}

/** A parser of `--name VALUE` for commander: a sha256. */
export function sha256For(name: string) {
  return (text: string): string => {
    const digest = text.trim().toLowerCase();
    if (/^[0-9a-f]{64}$/.test(digest)) return digest;
    throw invalidArgument(name, 'a sha256, 64 hex digits', text);
  };
}
