import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveSettings } from '../../../src/config/index.js';
import { CHANNEL_TYPES } from '../../../src/observe/alerts/channels/index.js';
import { rulesOf } from '../../../src/observe/alerts/rules/index.js';
import { scratchFolder } from '../../support/scratch.js';
import { message } from './messages.js';

const guide = readFileSync(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');
const folder = scratchFolder();

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(guide)?.[1] ?? '';
}

test('the configuration of the guide is right, and shows every channel', () => {
  const path = join(folder, 'guide.yaml');
  writeFileSync(path, block('yaml'));
  const { settings } = resolveSettings({ configFile: path, env: {} });
  expect(settings.alerts.channels.map(({ type }) => type).toSorted()).toEqual(CHANNEL_TYPES.toSorted());
});

test('the guide names every rule', () => {
  const { alerts } = resolveSettings({ env: {} }).settings;
  const named = [...guide.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => String(name));
  expect(named.toSorted()).toEqual(
    rulesOf(alerts)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('the body that the guide shows has the fields of a message, and no others', () => {
  const fieldsOf = (value: unknown): string[] =>
    Object.entries(value as object).flatMap(([key, child]) =>
      typeof child === 'object' && child !== null ? [key, ...fieldsOf(child).map((inner) => `${key}.${inner}`)] : [key],
    );
  const shown = JSON.parse(block('json')) as object;
  const counts = { ...message().counts!, checks: message().counts!.checks.slice(0, 1) };
  expect(fieldsOf(shown).toSorted()).toEqual(fieldsOf(message({ counts })).toSorted());
});
