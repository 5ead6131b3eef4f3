/**
 * Takes the pictures of the guides with Debian's chromium: docs/report.png of proof/report.html (made by npm start), and
 * docs/rollout.png of a report in the middle of a rollout, docs/batch-report.png and docs/batch-item.png of the page of a
 * batch, made here from the fixtures. Arguments name what is wanted: report, rollout, batch.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { imageChecks } from '../src/image/checks/index.js';
import { close, guard, sharpEngine, type Report } from '../src/index.js';
import { renderHtml } from '../src/report/html.js';

const root = new URL('..', import.meta.url);
const place = (path: string) => fileURLToPath(new URL(path, root));

/** One check is on trial, one only tells, the others enforce; and time ran out. */
const ROLLOUT = {
  mode: 'enforce',
  onReducedCoverage: 'accept',
  timeBudgetMs: 0,
  checks: { quality_degradation: { mode: 'shadow' }, color_count: { mode: 'alert' } },
  experiments: [{ name: 'three-colours', arms: [{ name: 'treatment' }, { name: 'control', weight: 1e-9 }] }],
};

/** Few, so that the picture stays small. */
const SHOWN = ['file_integrity', 'duration', 'color_count', 'quality_degradation'];

const folder = await mkdtemp(join(tmpdir(), 'pressproof-picture-'));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic'],
});
try {
  if (isWanted('report')) {
    await take(await opened('proof/report.html', 1180, 'sharp --colors 3', 'register.gif'), 'docs/report.png');
  }
  if (isWanted('rollout')) await take(await opened(await rolloutPage(), 1180, 'register'), 'docs/rollout.png');
  if (isWanted('batch')) {
    const batch = pathToFileURL(await batchPage()).href;
    await take(await batchTab(batch, 1680), 'docs/batch-report.png');
    const item = await batchTab(batch, 1000);
    await item.getByRole('searchbox').fill('register sharp colors=4');
    await item.getByText('1 of 105 shown').waitFor();
    await item.locator('.row .name').click();
    await take(item, 'docs/batch-item.png');
  }
} finally {
  await browser.close();
  await close();
  await rm(folder, { recursive: true });
}

/** Without arguments every picture is taken. */
function isWanted(name: string): boolean {
  const asked = process.argv.slice(2);
  return asked.length === 0 || asked.includes(name);
}

async function rolloutPage(): Promise<string> {
  // so that the report names files as a user would
  process.chdir(folder);
  const config = 'pressproof.json';
  await writeFile(config, JSON.stringify(ROLLOUT));
  const reports: Report[] = [];
  const onReport = (report: Report): void => void reports.push(report);
  const compress = guard(sharpEngine(), { config, experiment: 'three-colours', checks: SHOWN, onReport });
  await copyFile(place('fixtures/gif/register.gif'), 'register.gif');
  await compress('register.gif', 'register-3.gif', { colors: 3 });
  const page = join(folder, 'rollout.html');
  const html = renderHtml({
    reports,
    labels: ['sharp --colors 3'],
    title: 'Proof of register.gif',
    generatedAt: new Date().toISOString(),
    rules: imageChecks,
  });
  await writeFile(page, html);
  return page;
}

/** Every fixture under a handful of recipes, some of which ruin it. */
async function batchPage(): Promise<string> {
  const run = join(folder, 'run');
  const images = join(folder, 'images');
  await cp(place('fixtures/gif'), images, { recursive: true });
  const engines = ['gifsicle', 'sharp', 'gifenc'].flatMap((name) => ['--engine', name]);
  const grid = ['--colors', '128,64,32,16,4'];
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, [place('dist/cli/index.js'), ...args], { stdio: 'inherit' });
  try {
    cli('batch', images, '--out', run, ...engines, ...grid, '--quiet');
  } catch (error) {
    // 1 says that outputs failed, which is what the picture is about
    if ((error as { status?: unknown }).status !== 1) throw error;
  }
  cli('report', run, '--quiet');
  return join(run, 'report.html');
}

async function batchTab(url: string, height: number): Promise<Page> {
  const tab = await browser.newPage({ viewport: { width: 1200, height } });
  await tab.goto(url);
  await tab.locator('html[data-ready]').waitFor();
  return tab;
}

/** A page with the first subject that has all the words unfolded. @param page - a path, also beneath the root */
async function opened(page: string, height: number, ...words: string[]): Promise<Page> {
  const tab = await browser.newPage({ viewport: { width: 1200, height } });
  await tab.goto(pathToFileURL(resolve(place('.'), page)).href);
  const subject = words.reduce((found, hasText) => found.filter({ hasText }), tab.locator('details.subject')).first();
  if ((await subject.getAttribute('open')) === null) await subject.locator('summary').first().click();
  await subject.scrollIntoViewIfNeeded();
  return tab;
}

async function take(tab: Page, picture: string): Promise<void> {
  // animations and the chart are drawn after the pictures have loaded
  await tab.waitForTimeout(1500);
  await tab.screenshot({ path: place(picture) });
  await tab.close();
}
