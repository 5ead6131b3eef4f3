import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { healthSchema, type Health } from '../../src/server/schemas/answer.js';
import { cli } from '../support/cli.js';
import { post, rootFolder, testServer } from '../support/server.js';
import { until } from '../support/until.js';

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('PRESSPROOF_')) delete process.env[name];
});

async function healthOf(url: string): Promise<Health & { readonly codes: readonly string[] }> {
  const health = healthSchema.parse(await (await fetch(`${url}/healthz`)).json());
  return { ...health, codes: health.reasons.map(({ code }) => code) };
}

test('a server with nothing wrong is live, ready and healthy', async () => {
  const { url } = await testServer();
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: 'live' });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
  const health = await healthOf(url);
  expect(health).toMatchObject({ status: 'healthy', reasons: [], mode: 'alert', sampleRate: 1, degradation: 'normal' });
  expect(health.memoryBytes).toBeGreaterThan(2 ** 24);
});

describe('the emergency disable', () => {
  test('by the control file takes effect between two requests, shows in health, and ends', async () => {
    const root = rootFolder();
    const control = join(root, 'control.json');
    const { url } = await testServer({ 'server.roots': [root], 'control.file': control });
    const judge = async () => {
      const response = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' });
      return ((await response.json()) as { verdict: string }).verdict;
    };
    expect(await judge()).toBe('fail');
    const env = { PRESSPROOF_CONTROL_FILE: control };
    const disabled = await cli(['control', 'disable', '--until', '1h', '--reason', 'false alarms'], { env });
    expect(disabled.code).toBe(0);
    await until(async () => (await judge()) === 'skipped');
    const health = await healthOf(url);
    expect(health).toMatchObject({ status: 'degraded', mode: 'off', emergency: { disabled: true } });
    expect(health.codes).toContain('emergency_disabled');
    expect(health.emergency?.reason).toContain('false alarms');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await cli(['control', 'enable', '--reason', 'fixed'], { env });
    await until(async () => (await judge()) === 'fail');
  });

  test('by the environment', async () => {
    const { url } = await testServer({ 'server.roots': [rootFolder()] });
    process.env['PRESSPROOF_EMERGENCY_DISABLE'] = '1';
    const response = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' });
    expect(await response.json()).toMatchObject({ verdict: 'skipped' });
    await until(async () => (await healthOf(url)).codes.includes('emergency_disabled'));
  });
});

test('many failures degrade it, with the checks that fail; those of shadow mode do not', async () => {
  const { url } = await testServer({ 'server.roots': [rootFolder()], 'alerts.minSubjects': 3 });
  const judge = async (more = {}) =>
    await (await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'held.gif', ...more })).text();
  for (let count = 0; count < 4; count += 1) await judge({ mode: 'shadow' });
  expect((await healthOf(url)).status).toBe('healthy');
  for (let count = 0; count < 4; count += 1) await judge();
  const health = await healthOf(url);
  expect(health).toMatchObject({ status: 'degraded', recent: { judged: 4, failed: 4, consecutiveFailures: 4 } });
  expect(health.reasons[0]).toMatchObject({ code: 'failure_rate', detail: expect.stringContaining('dimensions (4)') });
});

test('where hardly anything can be judged it is unhealthy', async () => {
  const root = rootFolder(['ball']);
  // an original that is no picture leaves nothing to judge by
  writeFileSync(join(root, 'text.gif'), 'no picture at all');
  const { url } = await testServer({ 'server.roots': [root], 'alerts.minSubjects': 3 });
  for (let count = 0; count < 4; count += 1) {
    const response = await post(`${url}/v1/validate`, { original: 'text.gif', output: 'ball.gif' });
    expect(await response.json()).toMatchObject({ verdict: 'inconclusive' });
  }
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: 'unhealthy', reasons: [{ code: 'inconclusive_rate' }] });
});

describe('a configuration that breaks while the server runs', () => {
  test('makes it unhealthy and not ready, and is no fault of who asks', async () => {
    const root = rootFolder();
    const config = join(rootFolder([]), 'server.yaml');
    writeFileSync(config, 'mode: alert\n');
    process.env['PRESSPROOF_CONFIG'] = config;
    const { url } = await testServer({ 'server.roots': [root] });
    writeFileSync(config, 'mode: sometimes\n');
    const response = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'ball.gif' });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'server_misconfigured' });
    expect(text).not.toContain(config);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const health = await healthOf(url);
    expect(health).toMatchObject({ status: 'unhealthy', mode: null });
    expect(health.codes).toEqual(['configuration_unreadable']);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    writeFileSync(config, 'mode: shadow\n');
    await until(async () => (await healthOf(url)).mode === 'shadow');
  });

  test('a control file that cannot be read degrades it', async () => {
    const root = rootFolder();
    const control = join(root, 'control.json');
    const { url } = await testServer({ 'server.roots': [root], 'control.file': control });
    await healthOf(url);
    writeFileSync(control, '{"nonsense":');
    await until(async () => (await healthOf(url)).codes.includes('control_file'));
    expect((await healthOf(url)).status).toBe('degraded');
  });
});

test('a store that cannot be written degrades it, and nothing waits for it', async () => {
  const root = rootFolder();
  mkdirSync(join(root, 'results.db'));
  const { url } = await testServer({ 'server.roots': [root], 'store.path': join(root, 'results.db') });
  const response = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'ball.gif' });
  expect(response.status).toBe(200);
  await until(async () => (await healthOf(url)).codes.includes('store'));
  expect((await healthOf(url)).status).toBe('degraded');
});

test('a browser gets a page without script, which escapes what it shows', async () => {
  const root = rootFolder();
  const control = join(root, 'control.json');
  const { url } = await testServer({ 'control.file': control });
  const reason = '<img src=x onerror=alert(1)>';
  await cli(['control', 'disable', '--until', '1h', '--reason', reason], { env: { PRESSPROOF_CONTROL_FILE: control } });
  await until(async () => (await healthOf(url)).status === 'degraded');
  const response = await fetch(`${url}/healthz`, { headers: { Accept: 'text/html,application/xhtml+xml' } });
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await response.text();
  expect(page).toContain('<h1>Degraded</h1>');
  expect(page).toContain('&lt;img src=x');
  expect(page).not.toMatch(/<script|<img|https?:\/\//);
});

test('metrics count what was judged here, in the mode that the command line states', async () => {
  const { url } = await testServer({ 'server.roots': [rootFolder()], mode: 'enforce' });
  await (await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' })).text();
  let text = '';
  await until(async () => {
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    text = await response.text();
    return text.includes('pressproof_validations_total{suite="image",mode="enforce",verdict="fail"}');
  });
  expect(text).toContain('pressproof_mode_info{mode="enforce"} 1');
  expect(text).not.toContain('ball.gif');
});
