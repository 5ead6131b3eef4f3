import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** By PATH, since Debian's is a script that needs other programs on it; undefined where there is none. */
export const CHROMIUM = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(existsSync);

/** @param what - is not tested where there is no browser */
export function warnWithoutChromium(what: string): void {
  if (!CHROMIUM) console.warn(`No chromium on the PATH: ${what} is not driven (Debian: apt install chromium)`);
}

export async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox', '--disable-quic'] });
}
