import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { entriesOf, entryOf } from '../../src/config/index.js';
import { close } from '../../src/guard/close.js';
import { startServer, type RunningServer } from '../../src/server/server.js';
import { fixture } from './cli.js';

/** A folder that requests may name files in, with some fixtures; it goes when the test ends. */
export function rootFolder(names: readonly string[] = ['ball', 'held']): string {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of names) copyFileSync(fixture(name), join(folder, `${name}.gif`));
  return folder;
}

/** Settings by dotted name. */
type Settings = Readonly<Record<string, unknown>>;

/** A server on a free port, on a store of its own, stopped when the test ends. */
export async function testServer(settings: Settings = {}, env: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const own = { 'server.port': 0, 'store.path': null, logLevel: 'silent', ...settings };
  const flags = Object.entries(own).flatMap(([field, value]) =>
    isTree(value) ? entriesOf({ [field]: value }, 'flag') : [entryOf(field, value, 'flag')],
  );
  const server = await startServer({ flags, env });
  onTestFinished(async () => {
    await server.stop();
    await close();
  });
  return server;
}

function isTree(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** A form as clients send it: JSON and files by the names of their parts. */
export function form(request: unknown, files: Readonly<Record<string, { name: string; bytes: Uint8Array }>>): FormData {
  const data = new FormData();
  data.set('request', JSON.stringify(request));
  for (const [part, { name, bytes }] of Object.entries(files)) data.set(part, new Blob([new Uint8Array(bytes)]), name);
  return data;
}

/** A gifsicle that waits until it is released, and copies its input. */
export interface HeldEngine {
  /** Folder to be first on PATH. */
  readonly path: string;
  /** How many compressions wait. */
  started(): boolean;
  release(): void;
}

export function heldEngine(): HeldEngine {
  const { folder, path } = copyingEngine((folder) => [
    `touch ${folder}/started`,
    `while [ ! -f ${folder}/released ]; do sleep 0.05; done`,
  ]);
  return {
    path,
    started: () => existsSync(join(folder, 'started')),
    release: () => writeFileSync(join(folder, 'released'), ''),
  };
}

/** A gifsicle that copies its input, after the lines of a shell that were asked for. */
export function copyingEngine(before: (folder: string) => readonly string[]): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = join(bin, 'gifsicle');
  const lines = [
    '#!/bin/sh',
    'if [ "$1" = --version ]; then echo "LCDF Gifsicle 1.96"; exit 0; fi',
    'while [ "$1" != --output ]; do shift; done',
    ...before(folder),
    'cp "$4" "$2"',
  ];
  writeFileSync(program, `${lines.join('\n')}\n`);
  chmodSync(program, 0o755);
  return { folder, path: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
}
