import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ARTIFACT_FIXTURES } from '../../../fixtures/artifacts/index.js';
import { CHROMIUM, launchChromium, warnWithoutChromium } from '../../support/chromium.js';
import { cli, jsonLines } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

warnWithoutChromium('the page of a batch of models');

const folder = scratchFolder();
const models = join(folder, 'models');
const good = ARTIFACT_FIXTURES.find(({ format }) => format === 'safetensors')!;
mkdirSync(join(models, 'hub'), { recursive: true });
writeFileSync(join(models, 'good.safetensors'), good.build());
writeFileSync(join(models, 'cut.safetensors'), good.build().subarray(0, -1));
writeFileSync(join(models, 'README.md'), 'words');
writeFileSync(join(models, 'hub', 'config.json'), '{}');
writeFileSync(join(models, 'hub', 'model.safetensors'), good.build());
const run = join(folder, 'run');
const batch = ['batch', '--job', 'artifacts', models, '--out', run];

test('every model is an item, a folder whose files belong together as one', async () => {
  const { code, stdout, stderr } = await cli([...batch, '--json', '--no-progress']);
  expect(stderr).toContain(`Not looked at, since it is no model: ${join(models, 'README.md')}`);
  const rows = jsonLines(readFileSync(join(run, 'results.jsonl'), 'utf8'));
  expect(rows.map(({ name, job, operation }) => [name, job, operation])).toEqual([
    ['cut.safetensors', 'artifacts', 'validate'],
    ['good.safetensors', 'artifacts', 'validate'],
    ['hub', 'artifacts', 'validate'],
  ]);
  expect(rows[0]).toMatchObject({ status: 'fail', formats: ['safetensors'], output: null });
  expect(rows[1]).toMatchObject({ formats: ['safetensors'], inputBytes: good.build().length, framesTotal: null });
  expect(Number(rows[1]?.['tensors'])).toBeGreaterThan(0);
  expect(JSON.parse(stdout)).toMatchObject({ job: 'artifacts' });
  expect(code).toBe(1);
});

test('a run that is resumed takes up what it has not', async () => {
  writeFileSync(join(models, 'more.safetensors'), good.build());
  const { stdout } = await cli(['batch', '--resume', '--out', run, '--no-progress', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ total: { items: 4 } });
  rmSync(join(models, 'more.safetensors'));
});

test('its page is about models', async () => {
  const page = join(folder, 'page.html');
  const { code } = await cli(['report', run, '--output', page]);
  expect(code).toBe(0);
  expect(readFileSync(page, 'utf8')).toContain('Proof of 4 models');
});

test.runIf(CHROMIUM)(
  'its page has no columns of what is compared with an original, and sorts by size',
  async () => {
    const file = join(folder, 'sorted.html');
    await cli(['report', run, '--output', file]);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(file).href);
      await page.locator('html[data-ready]').waitFor();
      const heads = page.getByRole('columnheader');
      expect((await heads.allInnerTexts()).map((text) => text.replace(/\W/g, ''))).toEqual([
        'status',
        'name',
        'finding',
        'size',
      ]);
      expect(await page.locator('.row .figure').count()).toBe(0);
      const names = () => page.locator('.row .name').allInnerTexts();
      await heads.filter({ hasText: 'size' }).getByRole('button').click();
      const [first] = await names();
      await heads.filter({ hasText: 'size' }).getByRole('button').click();
      const [last] = await names();
      expect([first, last]).toEqual(['hub', 'cut.safetensors']);
    } finally {
      await browser.close();
    }
  },
  60_000,
);

test.each([
  [['--metrics', 'ssim'], /Expected no --metrics with --job artifacts/],
  [['--checks', 'fps'], /Expected checks of the suite artifact with --job artifacts for --checks but received "fps"/],
  [['--engine', 'copy'], /Expected no --engine: the job artifacts compresses nothing/],
])('flags of images are refused: %j', async (flags, message) => {
  const { code, stderr } = await cli(['batch', '--job', 'artifacts', models, '--out', join(folder, 'none'), ...flags]);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
