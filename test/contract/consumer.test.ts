import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const typescript = dirname(require.resolve('typescript/package.json'));
const { bin } = JSON.parse(readFileSync(join(typescript, 'package.json'), 'utf8')) as { bin: { tsc: string } };

/** A project that has installed what the package ships, and nothing of what it is made with. */
function project(source: string): string {
  const folder = mkdtempSync(join(scratch, 'project-'));
  const installed = join(folder, 'node_modules', 'pressproof');
  cpSync(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    // scoped packages lie a folder deeper
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'src', 'example.ts'), source);
  return folder;
}

/** What the compiler says; empty when it has nothing to say. */
function complaints(folder: string): string {
  const args = [
    join(typescript, bin.tsc),
    '--module',
    'nodenext',
    '--strict',
    '--noEmit',
    '--types',
    '',
    'src/example.ts',
  ];
  try {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

test("the README's example compiles in a strict project without types of Node", () => {
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  expect(example).toContain("from 'pressproof'");
  expect(complaints(project(example))).toBe('');
});

test('the types tell a failed probe from facts, and know no option of another name', () => {
  const source = `
    import { probe, validate } from 'pressproof';
    const facts = await probe('a.gif');
    console.log('error' in facts ? facts.error.code : facts.frames);
    console.log(facts.frames);
    await validate('a.gif', 'b.gif', { colors: 32 });
  `;
  const lines = complaints(project(source)).split('\n');
  expect(lines.map((line) => /example\.ts\((\d+),/.exec(line)?.[1]).filter(Boolean)).toEqual(['5', '6']);
});
