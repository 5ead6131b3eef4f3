/** Takes the README's picture of proof/report.html (made by npm start) with Debian's chromium: docs/report.png. */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const page = new URL('../proof/report.html', import.meta.url).href;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic'],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1200, height: 1180 } });
  await tab.goto(page);
  const subject = tab.locator('details', { hasText: 'sharp --colors 3' }).filter({ hasText: 'register.gif' }).first();
  await subject.locator('summary').first().click();
  await subject.scrollIntoViewIfNeeded();
  // animations and the chart are drawn after the pictures have loaded
  await tab.waitForTimeout(1500);
  await tab.screenshot({ path: fileURLToPath(new URL('../docs/report.png', import.meta.url)) });
} finally {
  await browser.close();
}
