import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Prometheus' own checker of rules and scrapes; undefined where it is not installed, which is said. */
export const PROMTOOL = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'promtool'))
  .find(existsSync);
if (PROMTOOL === undefined) {
  console.warn('No promtool on the PATH: rules and scrapes are not held against it (Debian: apt install prometheus)');
}

/** What it says, and whether it agrees. */
export function promtool(args: readonly string[], input = ''): { readonly agrees: boolean; readonly says: string } {
  const { status, stdout, stderr } = spawnSync(PROMTOOL as string, args, { input, encoding: 'utf8', timeout: 100_000 });
  return { agrees: status === 0, says: `${stdout}${stderr}` };
}
