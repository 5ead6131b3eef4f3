import type { Command } from 'commander';
import type { Io } from './io.js';

interface Asked {
  readonly config?: string;
  readonly resume?: boolean;
  readonly job?: string;
}

/** Says before a command works that PRESSPROOF_ENV chooses nothing of its settings, where that is so. */
export async function tellOfUnusedEnvironment(
  command: Command,
  { env, tell }: Pick<Io, 'env' | 'tell'>,
): Promise<void> {
  const name = env['PRESSPROOF_ENV'] ?? '';
  const { config, resume, job } = command.opts<Asked>();
  // what takes no file is chosen nothing of, and a run that is resumed has its own
  const takesFile = command.options.some(({ long }) => long === '--config') && resume !== true;
  if (name === '' || !takesFile) return;
  const { unusedEnvironment } = await import('../config/unused-environment.js');
  const warning = unusedEnvironment(env, config);
  // of artifacts it names a profile too, and there are some without a file
  const isOfArtifacts = command.parent?.name() === 'artifact' || job === 'artifacts';
  if (warning !== null && !(isOfArtifacts && (await isProfile(name)))) tell(`pressproof: ${warning}`);
}

async function isProfile(name: string): Promise<boolean> {
  const { DEFAULT_ENVIRONMENTS } = await import('../artifact/environments.js');
  return DEFAULT_ENVIRONMENTS.some((profile) => profile.name === name);
}
