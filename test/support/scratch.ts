import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { fixture } from './cli.js';

/** A folder of the test file's own, removed after its tests. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A fixture that ends after a share of its bytes. */
export function cutFixture(name: string, share: number, path: string): string {
  const bytes = readFileSync(fixture(name));
  writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * share)));
  return path;
}
