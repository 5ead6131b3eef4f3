/** What the guides tell people to type and to write works as printed. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buildGguf } from '../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../fixtures/artifacts/gguf-llama.js';
import { goodSafetensors } from '../../fixtures/artifacts/safetensors.js';
import { CLI, cli, fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
/** With how many commands each has at least. */
const GUIDES: readonly (readonly [string, number])[] = [
  ['README.md', 15],
  ['docs/operations.md', 15],
  ['docs/alerts.md', 0],
  ['docs/batch.md', 8],
  ['docs/artifacts.md', 8],
];

function blocksOf(guide: string, language: string): string[] {
  const text = readFileSync(join(root, guide), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```/gm)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  );
}

const configurations = (guide: string) =>
  blocksOf(guide, 'yaml').filter((text) => text.startsWith('# pressproof.yaml'));

/** Waits for requests or work, or for people's mail servers. */
const NOT_RUN = ['serve', 'worker', 'alert-test'];

/** Runs every line, and notes of each command of ours what it ended with. Others (npm, promtool) are not at issue. */
const PRELUDE = `
pressproof() {
  for word in ${NOT_RUN.join(' ')}; do [ "$1" = "$word" ] || [ "$2" = "$word" ] && return 0; done
  '${process.execPath}' '${CLI}' "$@"
  printf '%s %s\\n' "$?" "$*" >> "$CODES"
}
npx() { shift; pressproof "$@"; }
npm() { :; }
promtool() { :; }
`;

function workplace(guide: string): string {
  const folder = mkdtempSync(join(scratch, 'guide-'));
  copyFileSync(fixture('ball'), join(folder, 'in.gif'));
  for (const name of ['out', '32', '64']) copyFileSync(fixture('ball'), join(folder, `${name}.gif`));
  for (const name of ['images', 'smaller']) {
    mkdirSync(join(folder, name));
    copyFileSync(fixture('held'), join(folder, name, 'held.gif'));
  }
  const model = buildGguf(tinyLlama()).bytes;
  for (const name of ['model', 'v5', 'v6']) writeFileSync(join(folder, `${name}.gguf`), model);
  writeFileSync(join(folder, 'holdout.jsonl'), '{"input": "The days of the week: Monday", "expected": "Tuesday"}\n');
  for (const name of ['models', 'downloads', 'exported']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'model.safetensors'), goodSafetensors());
  }
  const [first] = configurations(guide);
  if (first !== undefined) writeFileSync(join(folder, 'pressproof.yaml'), first);
  return folder;
}

describe.each(GUIDES)('%s', (guide, commands) => {
  // up to some thirty commands, and every engine of the machine is tried: 380 s were seen on one that had a dozen times as much to do
  test('prints commands that work', { timeout: 760_000 }, () => {
    const folder = workplace(guide);
    const codes = join(folder, 'codes');
    writeFileSync(codes, '');
    const script = [PRELUDE, ...blocksOf(guide, 'sh')].join('\n');
    const inherited = Object.entries(process.env).filter(([name]) => !/^(PRESSPROOF|GIFLAB)/.test(name));
    const { stderr } = spawnSync('sh', ['-c', script], {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), CODES: codes, XDG_CACHE_HOME: join(folder, 'cache') },
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/not found|No such file|^ +at /m);
    const ran = readFileSync(codes, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    // verdicts and evidence may be what they are; 2 is wrong usage
    expect(ran.filter((line) => !/^[013] /.test(line))).toEqual([]);
    expect(ran.length).toBeGreaterThanOrEqual(commands);
  });

  test('prints configurations that are right', async () => {
    for (const [index, text] of configurations(guide).entries()) {
      const path = join(scratch, `${index}.yaml`);
      writeFileSync(path, text);
      const { code, stderr } = await cli(['config', 'check', '--config', path]);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    }
  });
});
