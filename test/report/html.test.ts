import { Script } from 'node:vm';
import sharp from 'sharp';
import { describe, expect, test as plainTest } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { renderHtml } from '../../src/report/html.js';
import { CHROMIUM, launchChromium, warnWithoutChromium } from '../support/chromium.js';
import {
  anyReport,
  check,
  everyKind,
  failing,
  input,
  judgedQuality,
  nasty,
  notLookedAt,
  passing,
  report,
  unexamined,
} from './samples.js';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const VOID = new Set(['meta', 'img', 'input', 'br', 'link']);

/** Tags of a page in order; the contents of scripts and style sheets are left out. */
function tagsOf(page: string): { name: string; close: boolean; attributes: string }[] {
  const withoutCode = page.replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');
  const tags = [...withoutCode.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>/g)];
  return tags.map(([, slash, name, attributes]) => ({
    name: name as string,
    close: slash === '/',
    attributes: attributes as string,
  }));
}

/** Names of elements that are not closed where they should be. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const { name, close, attributes } of tagsOf(page)) {
    if (VOID.has(name) || attributes.endsWith('/')) continue;
    if (!close) open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

function scriptsOf(page: string): string[] {
  return [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code]) => code as string);
}

describe('the page', () => {
  test('needs nothing beside itself, and its policy forbids everything else', () => {
    const page = renderHtml(input(everyKind, { media: [{ original: PIXEL, output: PIXEL }] }));
    expect(page).toContain(
      'default-src &#39;none&#39;; img-src data:; style-src &#39;unsafe-inline&#39;; script-src &#39;unsafe-inline&#39;',
    );
    const targets = tagsOf(page).flatMap(({ attributes }) =>
      [...attributes.matchAll(/\s(?:src|href|srcset|action|poster|data)="([^"]*)"/g)].map(([, target]) => target),
    );
    expect(targets).toEqual([PIXEL, PIXEL]);
    expect(page).not.toMatch(/@import|url\(|\bfetch\(|XMLHttpRequest|<link|<iframe|<object/);
  });

  test('has scripts that parse, and elements that are closed where they should be', () => {
    const page = renderHtml(input([...everyKind, report({ verdict: 'fail', checks: [judgedQuality] })]));
    const scripts = scriptsOf(page);
    expect(scripts).toHaveLength(2);
    for (const code of scripts) expect(() => new Script(code)).not.toThrow();
    expect(unbalanced(page)).toEqual([]);
  });

  test('puts failures first and a pass after everything that needs attention', () => {
    const page = renderHtml(input(everyKind));
    const order = [...page.matchAll(/data-verdict="(\w+)"/g)].map(([, verdict]) => verdict);
    expect(order).toEqual(['fail', 'inconclusive', 'inconclusive', 'warn', 'pass', 'skipped']);
  });

  test('counts verdicts, and counts as saved only the bytes of outputs that are fit', () => {
    const page = renderHtml(input(everyKind)).replaceAll('\u00a0', ' ');
    expect(page).toContain('1 fail, 2 inconclusive, 1 warn, 1 pass, 1 skipped');
    expect(page).toContain('<b>25.0 % saved</b> 20.0 kB → 15.0 kB over the 2 outputs that are fit');
  });

  test('opens a lone subject, and shows no filter for it', () => {
    const one = renderHtml(input([failing]));
    expect(one).toMatch(/<details\s+class="subject fail"[^>]*\sopen\s*>/);
    expect(one).not.toContain('class="filter"');
    expect(renderHtml(input([failing, passing]))).not.toMatch(/<details\s+class="subject[^>]*\sopen\s*>/);
  });

  test('calls a lone picture a file, and claims no comparison for it', () => {
    const subject = { kind: 'image', file: { path: 'a.gif', bytes: 10, sha256: null } };
    const coverage = { level: 'full', framesCompared: 0, framesTotal: 4 } as const;
    const page = renderHtml(
      input([report({ subject, coverage })], { media: [{ original: undefined, output: PIXEL }] }),
    );
    expect(page).toContain('alt="file: a.gif"');
    expect(page).not.toContain('0 of 4 frames');
  });

  test('says why subjects without checks have their verdict', () => {
    const page = renderHtml(input([unexamined, notLookedAt]));
    expect(page).toContain('The worker ran out of memory');
    expect(page).toContain('The mode is off');
  });

  test('carries the chart only for reports with frames, with limits from what was expected', () => {
    expect(renderHtml(input([passing]))).not.toContain('uPlot');
    const page = renderHtml(input([report({ verdict: 'fail', checks: [judgedQuality] })]));
    expect(page).toContain('uPlot');
    expect(page).toContain('The MIT License (MIT)');
    const data: unknown = JSON.parse(/class="frames">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '');
    expect(data).toMatchObject({
      timeMs: [0, 100, 200, 300, 400],
      limits: { ssim: [{ name: 'minSsim', value: 0.7 }], deltaE: [{ name: 'maxDeltaE', value: 10 }] },
    });
    expect(page).toContain('SSIM is lowest at 0.30 s: 0.420.');
  });

  test('keeps the chart data inside its script element, whatever a limit is called', () => {
    const name = '</script><script>alert(1)</script><!--\u2028.ssim';
    const page = renderHtml(input([report({ checks: [{ ...judgedQuality, expected: { [name]: 0.7 } }] })]));
    const island = /class="frames">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(JSON.parse(island)).toMatchObject({ limits: { ssim: [{ name, value: 0.7 }] } });
    expect(island).not.toMatch(/[<\u2028]/);
  });

  test('draws the fast SSIM of frames whose exact one was not needed', () => {
    const frames = { timeMs: [0, 100, 200], ssim: [null, 0.5, null], ssimFast: [0.98, 0.6, 0.97], deltaE: [0, 1, 0] };
    const page = renderHtml(input([report({ checks: [{ ...judgedQuality, details: { frames } }] })]));
    expect(JSON.parse(/class="frames">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '')).toMatchObject({
      ssim: [0.98, 0.5, 0.97],
    });
  });

  test('draws nothing from columns that do not belong together', () => {
    const frames = { timeMs: [0, 100], ssim: [1], deltaE: [0, 1] };
    const page = renderHtml(input([report({ checks: [{ ...judgedQuality, details: { frames } }] })]));
    expect(page).not.toContain('uPlot');
  });

  test('sets many expected and actual figures side by side and marks the ones that are broken', () => {
    const figures = {
      expected: { minSsim: 0.6, maxDeltaE: 6, minPsnr: 17 },
      actual: { minSsim: 0.4, maxDeltaE: 2, minPsnr: 20 },
    };
    const broken = check('quality_degradation', 'failed', { ...figures, details: { brokenLimits: ['minSsim'] } });
    const rows = renderHtml(input([report({ verdict: 'fail', checks: [broken] })])).match(/<tr[\s\S]*?<\/tr>/g) ?? [];
    expect(
      rows
        .map((row) =>
          row
            .replace(/<(?!tr)[^>]*>|\s+/g, ' ')
            .replace(/ +/g, ' ')
            .trim(),
        )
        .slice(1),
    ).toEqual(['<tr class="broken"> minSsim 0.6 0.4', '<tr > maxDeltaE 6 2', '<tr > minPsnr 17 20']);
  });

  test('refuses a picture that would have to be fetched, naming it', () => {
    const media = [undefined, { output: 'https://example.test/a.gif' }];
    expect(() => renderHtml(input([passing, failing], { media }))).toThrow(
      'Expected a data:image/ URI for media[1].output but received "https://example.test/a.gif"',
    );
  });

  test.prop([fc.array(anyReport, { maxLength: 3 }), nasty], { numRuns: 60 })(
    'makes no element, attribute or script of what names, messages and values hold',
    (reports, label) => {
      const hostile = renderHtml(input(reports, { title: label, labels: [label] }));
      expect(unbalanced(hostile)).toEqual([]);
      expect(tagsOf(hostile).filter(({ name }) => name === 'img')).toEqual([]);
      expect(tagsOf(hostile).some(({ attributes }) => /\sonerror/.test(attributes.replace(/"[^"]*"/g, '')))).toBe(
        false,
      );
      expect(scriptsOf(hostile).join()).not.toContain('alert(1)');
      for (const [, island] of hostile.matchAll(/class="frames">([\s\S]*?)<\/script>/g)) JSON.parse(island as string);
    },
  );
});

warnWithoutChromium('the HTML page');

/** A GIF of three plain frames, so that two of them can be told apart by their pixels. */
async function picture(red: number, width = 60, height = 40): Promise<string> {
  const frames = await Promise.all(
    [0, 80, 160].map((blue) =>
      sharp({ create: { width, height, channels: 3, background: { r: red, g: 40, b: blue } } })
        .png()
        .toBuffer(),
    ),
  );
  const gif = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [200, 200, 200] })
    .toBuffer();
  return `data:image/gif;base64,${gif.toString('base64')}`;
}

plainTest.runIf(CHROMIUM)(
  'the page works in a browser: filter, search, comparison, chart, and no request',
  async () => {
    const reports = [...everyKind, report({ verdict: 'fail', checks: [judgedQuality] })];
    const media = reports.map(() => undefined as { original: string; output: string } | undefined);
    media[6] = { original: await picture(200), output: await picture(180) };
    const html = renderHtml(input(reports, { media }));

    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      await page.setContent(html, { waitUntil: 'load' });
      const shown = () => page.locator('.subject:visible').count();

      expect(await shown()).toBe(7);
      await page.getByRole('button', { name: 'fail 2' }).click();
      expect(await shown()).toBe(2);
      expect(await page.getByRole('status').textContent()).toBe('2 of 7 shown');

      await page.getByRole('searchbox').fill('distinct colours');
      expect(await shown()).toBe(1);
      await page.getByRole('searchbox').fill('no such thing');
      expect(await shown()).toBe(0);
      await page.getByRole('button', { name: 'Show all' }).click();
      expect(await shown()).toBe(7);

      // by keyboard alone: to the subject's summary, open it, choose the wipe, move it
      const subject = page.locator('#subject-7');
      await subject.locator('summary').first().focus();
      await page.keyboard.press('Enter');
      expect(await subject.getAttribute('open')).not.toBeNull();
      await subject.getByRole('radio', { name: 'Side by side' }).focus();
      await page.keyboard.press('ArrowRight');
      const wipe = subject.getByRole('slider');
      await wipe.focus();
      await page.keyboard.press('Home');
      const clip = subject.locator('.output img');
      expect(await clip.evaluate((image) => image.ownerDocument.defaultView?.getComputedStyle(image).clipPath)).toBe(
        'inset(0px 0px 0px 0%)',
      );

      await subject.locator('canvas').first().waitFor();
      expect(await subject.locator('canvas').count()).toBe(2);
      // nothing is wider than a phone
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !url.startsWith('data:image/'))).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);

plainTest.runIf(CHROMIUM).each([
  ['large ones side by side', 600, 250],
  ['small ones too, enlarged to half a sheet at most', 60, 20],
  ['narrow ones no higher than half a small screen', 30, 130],
])('a wide screen shows pictures of a pair: %s', async (_, width, height) => {
  const media = [{ original: await picture(200, width, height), output: await picture(180, width, height) }];
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.setContent(renderHtml(input([failing], { media })), { waitUntil: 'load' });
    const [original, output] = await Promise.all(
      ['.original img', '.output img'].map((selector) => page.locator(selector).last().boundingBox()),
    );
    expect(output?.y).toBe(original?.y);
    expect(output?.x).toBeGreaterThan((original?.x ?? 0) + (original?.width ?? 0));
    expect(output?.height).toBeLessThanOrEqual(476);
    // whole pixels of a picture that was enlarged
    if (width < 476) expect((output?.width ?? 0) % width).toBe(0);
  } finally {
    await browser.close();
  }
});
