import { FILE_VARIABLE } from './plain.js';

/**
 * What to say where PRESSPROOF_ENV was set to pick a part of a configuration file and no file is named; null: nothing. What
 * holds then are defaults, which nobody notices who believes to be in production. DEPLOYMENT_ENV belongs to others too.
 * @param configFile - as of `--config`
 */
export function unusedEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  configFile: string | undefined,
): string | null {
  const name = env['PRESSPROOF_ENV'] ?? '';
  if (name === '' || configFile !== undefined || (env[FILE_VARIABLE] ?? '') !== '') return null;
  const remedy = `name one with ${FILE_VARIABLE} or --config`;
  return `PRESSPROOF_ENV is ${JSON.stringify(name)}, but no configuration file is named that it could choose from: ${remedy}`;
}
