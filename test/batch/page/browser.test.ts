import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium, warnWithoutChromium } from '../../support/chromium.js';
import { cli, fixture } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

warnWithoutChromium('the page of a batch');

const scratch = scratchFolder();
const run = join(scratch, 'run');
/** What careless pages take for markup, a script's end, or another name than it is. */
const HOSTILE = ['"><img src=x onerror=alert(1)>.gif', "<'script'>.gif", 'a\u202efig.exe.gif', '${1}`&amp;.gif'];
const INPUTS = 250;

/** A corpus of our own fixtures, small ones, since what is tested is the page. */
function corpus(folder: string): void {
  mkdirSync(join(folder, '<', 'script><script>alert(1)<'), { recursive: true });
  for (const [index, name] of HOSTILE.entries())
    copyFileSync(fixture(index % 2 === 0 ? 'slides' : 'hasty'), join(folder, name));
  copyFileSync(fixture('slides'), join(folder, '<', 'script><script>alert(1)<', 'script>.gif'));
  for (let index = HOSTILE.length + 1; index < INPUTS; index += 1) {
    const name = index % 50 === 0 ? 'ball' : index % 10 === 0 ? 'slides' : index % 2 === 0 ? 'held' : 'hasty';
    copyFileSync(fixture(name), join(folder, `${name}-${index}.gif`));
  }
}

describe.runIf(CHROMIUM)('the page of a thousand results', () => {
  let browser: Browser;

  beforeAll(async () => {
    const inputs = join(scratch, 'in');
    corpus(inputs);
    const batch = [
      'batch',
      inputs,
      '--out',
      run,
      '--engine',
      'gifenc',
      '--engine',
      'sharp',
      '--colors',
      '64,3',
      '--quiet',
    ];
    const { stderr } = await cli(batch);
    const report = await cli(['report', run, '--quiet']);
    if (report.code !== 0) throw new Error(`No page to test: ${stderr}${report.stderr}`);
    browser = await launchChromium();
  }, 600_000);

  afterAll(async () => {
    await browser.close();
  });

  /** The page from its file, with all that it asked for and complained of. */
  async function opened(hash = '', viewport = { width: 1280, height: 900 }) {
    const page = await browser.newPage({ viewport });
    // the test's own limit is the deadline
    page.setDefaultTimeout(0);
    const [complaints, requests]: [string[], string[]] = [[], []];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => requests.push(request.url()));
    const url = pathToFileURL(join(run, 'report.html')).href;
    await page.goto(url + hash);
    await page.locator('html[data-ready]').waitFor();
    // rows are elements only where they are seen
    if (hash === '') await page.locator('.all-results').evaluate((section) => section.scrollIntoView());
    const outside = () =>
      requests.filter((each) => !each.startsWith(url) && !each.startsWith('data:image/webp;base64,'));
    return { page, complaints, outside };
  }

  const statuses = (page: Page) => page.locator('.row .word').allTextContents();
  const names = (page: Page) => page.locator('.row .name').allTextContents();
  const shown = (page: Page) => page.locator('.shown').textContent();

  test('puts failures first and makes elements of what is seen alone', async () => {
    const { page, complaints, outside } = await opened();
    expect(await page.locator('.headline').textContent()).toContain('1,000');
    // rows are unpacked after the page is there
    await expect.poll(() => shown(page)).toBe('1,000 results');
    await expect.poll(async () => (await statuses(page))[0]).toBe('fail');
    const first = await statuses(page);
    expect(first.length).toBeLessThan(60);
    await page.keyboard.press('End');
    // on the way to its end the list shows other rows, of which the last may be a pass too
    await expect.poll(() => page.locator('.row').last().getAttribute('aria-rowindex')).toBe('1001');
    expect((await statuses(page)).at(-1)).toBe('pass');
    expect({ complaints, outside: outside() }).toEqual({ complaints: [], outside: [] });
    await page.close();
  });

  test('sorts by a column, either way', async () => {
    const { page } = await opened();
    const saved = async () =>
      (await page.locator('.row .saved').allTextContents())
        .slice(0, 5)
        .map((text) => (text.includes('larger') ? -1 : 1) * Number.parseFloat(text));
    const size = page.getByRole('columnheader', { name: 'size' });
    await size.getByRole('button').click();
    expect(await size.getAttribute('aria-sort')).toBe('descending');
    const least = await saved();
    expect(least).toEqual(least.toSorted((a, b) => a - b));
    await size.getByRole('button').click();
    expect(await size.getAttribute('aria-sort')).toBe('ascending');
    const most = await saved();
    expect(most).toEqual(most.toSorted((a, b) => b - a));
    expect(most[0]).toBeGreaterThan(least[0] as number);
    await page.getByRole('columnheader', { name: 'name' }).getByRole('button').click();
    const sorted = (await names(page)).slice(4 * HOSTILE.length + 4, 4 * HOSTILE.length + 12);
    expect(sorted).toEqual(sorted.toSorted(new Intl.Collator('en', { numeric: true }).compare));
    await page.close();
  });

  test('filters by status, recipe, finding and words, and says so where nothing is left', async () => {
    const { page } = await opened();
    const form = page.getByRole('search');
    await form.getByRole('button', { name: /^\S*\s*fail/ }).click();
    const failing = Number(/^(\d+) of 1,000 shown$/.exec((await shown(page)) ?? '')?.[1]);
    expect(failing).toBeGreaterThan(0);
    expect(new Set(await statuses(page))).toEqual(new Set(['fail']));
    await form.getByLabel('Only one recipe').selectOption({ index: 1 });
    expect(Number.parseInt((await shown(page)) ?? '', 10)).toBeLessThan(failing);
    await form.getByRole('button', { name: 'Clear filter' }).click();
    expect(await shown(page)).toBe('1,000 results');
    await form.getByLabel('Only one engine').selectOption('sharp');
    expect(await shown(page)).toBe('500 of 1,000 shown');
    await form.getByRole('searchbox').fill('ball-50 colors=64');
    await expect.poll(() => shown(page)).toBe('1 of 1,000 shown');
    await form.getByLabel('Only one check').selectOption({ index: 1 });
    expect(await shown(page)).toBe('0 of 1,000 shown');
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await shown(page)).toBe('1,000 results');
    await page.close();
  });

  test('a recipe that is pressed in the plot shows its results', async () => {
    const { page } = await opened();
    const point = page.locator('.point').first();
    await point.click();
    expect(await point.getAttribute('aria-pressed')).toBe('true');
    expect(await shown(page)).toBe('250 of 1,000 shown');
    const label = (await point.locator('b').textContent()) ?? '?';
    // the page moves to the results by itself
    await expect.poll(async () => [...new Set(await page.locator('.row .how').allTextContents())]).toEqual([label]);
    await page.close();
  });

  /** Its pictures are decoded after it has opened, all before any is shown. */
  const isPainted = (page: Page) =>
    page.evaluate<boolean>(`(() => {
      const canvas = document.querySelector('dialog .original canvas');
      return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
    })()`);
  /** Of the pixels that a plate shows. */
  const pixels = (page: Page, plate: string) =>
    page
      .locator(`dialog .${plate} canvas`)
      .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());

  test('opens a result: frames by a slider, the wipe, the difference, the chart, checks and commands', async () => {
    const { page, complaints, outside } = await opened();
    await page.getByRole('searchbox').fill('ball-50 sharp colors=3');
    await expect.poll(() => shown(page)).toBe('1 of 1,000 shown');
    // by keyboard alone
    await page.locator('.row .name').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'ball-50.gif' }).waitFor();
    await dialog.locator('canvas').first().waitFor();
    const frame = dialog.getByRole('slider', { name: 'Frame' });
    await frame.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => dialog.getByRole('status').textContent()).toMatch(/^Frame 0 at 0\.00 s · SSIM/);
    await expect.poll(() => isPainted(page)).toBe(true);
    const before = [await pixels(page, 'original'), await pixels(page, 'output'), await pixels(page, 'difference')];
    await page.keyboard.press('End');
    const after = [await pixels(page, 'original'), await pixels(page, 'output'), await pixels(page, 'difference')];
    expect(await dialog.getByRole('status').textContent()).not.toMatch(/^Frame 0 /);
    for (const [index, picture] of before.entries()) expect(after[index]).not.toBe(picture);

    await dialog.getByText('Wipe', { exact: true }).click();
    await dialog.getByRole('slider', { name: 'Wipe' }).focus();
    await page.keyboard.press('Home');
    const clip = () =>
      dialog
        .locator('.output canvas')
        .evaluate((canvas) => canvas.ownerDocument.defaultView?.getComputedStyle(canvas).clipPath);
    expect(await clip()).toBe('inset(0px 0px 0px 0%)');
    await dialog.getByText('Difference', { exact: true }).click();
    expect(await dialog.locator('.original').isVisible()).toBe(false);
    expect(await dialog.locator('.difference').isVisible()).toBe(true);

    // the report is unpacked after the pictures are there to look at
    await dialog.locator('.check').first().waitFor();
    expect(await dialog.locator('.plot canvas').count()).toBe(2);
    expect(await dialog.locator('.check').count()).toBeGreaterThan(8);
    expect(await dialog.locator('.commands').textContent()).toContain('--engine sharp --colors 3');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // back where the reader was
    expect(await page.evaluate('document.activeElement.closest(".row") !== null')).toBe(true);
    expect({ complaints, outside: outside() }).toEqual({ complaints: [], outside: [] });
    await page.close();
  });

  test('steps from result to result, and a link opens one', async () => {
    const { page } = await opened();
    await page.locator('.row .name').first().click();
    const dialog = page.getByRole('dialog');
    const place = dialog.locator('.place');
    await expect.poll(() => place.textContent()).toBe('1 of 1,000');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => place.textContent()).toBe('2 of 1,000');
    await dialog.getByRole('button', { name: 'Previous result' }).click();
    await expect.poll(() => place.textContent()).toBe('1 of 1,000');
    const linked = await opened(await page.evaluate('location.hash'));
    expect(await linked.page.getByRole('dialog').getByRole('heading').first().textContent()).toBe(
      await dialog.getByRole('heading').first().textContent(),
    );
    await linked.page.close();
    await page.close();
  });

  test('says of a link to a result that is not there that it is not', async () => {
    const { page, complaints } = await opened('#item-4711');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain(
      'This page has no result 4711. Its results have the numbers 0 to 999:',
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate('location.hash')).toBe('');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('shows names that would be markup, in lists and results, as the text that they are', async () => {
    const { page, complaints, outside } = await opened();
    for (const name of [...HOSTILE, 'script>.gif']) {
      await page.getByRole('searchbox').fill(name.replace('\u202e', ' '));
      await expect.poll(async () => (await names(page))[0]).toContain(name.replace('\u202e', String.raw`\u202e`));
      await page.locator('.row .name').first().click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('.check').first().waitFor();
      expect(await dialog.locator('img').count()).toBe(0);
      expect(await dialog.textContent()).not.toContain('\u202e');
      await page.keyboard.press('Escape');
    }
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect({ complaints, outside: outside() }).toEqual({ complaints: [], outside: [] });
    await page.close();
  });

  test.each([390, 768, 1280])('is no wider than a screen of %i pixels, nor is its dialog', async (width) => {
    const { page } = await opened('', { width, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.locator('.row .name').first().click();
    await page.locator('dialog canvas').first().waitFor();
    expect(
      await page.evaluate(
        '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".inside"))',
      ),
    ).toBe(0);
    await page.close();
  });
});
