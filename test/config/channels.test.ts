import { describe, expect, test } from 'vitest';
import { describeSettings, entryOf, resolveSettings } from '../../src/config/index.js';

const SECRET = 'https://hooks.example.org/T0/s3cret';

function resolved(channels: unknown) {
  return resolveSettings({ flags: [entryOf('alerts.channels', channels, 'file a.yaml', ' in a.yaml')], env: {} });
}

const email = { type: 'email', host: 'h', from: 'a@b', to: ['c@d'] };

describe('what is wrong with a channel', () => {
  test.each<[string, unknown, string]>([
    [
      'no list',
      5,
      'Expected a list of objects as pressproof config schema describes them for alerts.channels in a.yaml',
    ],
    ['no object', [SECRET], 'for alerts.channels[0] in a.yaml but received "(secret)"'],
    ['no type', [{}], 'Expected one of log, webhook, slack, teams, email for alerts.channels[0].type in a.yaml'],
    [
      'a wrong type',
      [{ type: 'log' }, { type: 'pager' }],
      'for alerts.channels[1].type in a.yaml but received "pager"',
    ],
    [
      'no address',
      [{ type: 'slack' }],
      'Expected an http or https address, or { env: NAME } for alerts.channels[0].url in a.yaml but received undefined',
    ],
    ['a wrong address', [{ type: 'slack', url: 's3cret' }], 'alerts.channels[0].url in a.yaml but received "(secret)"'],
    ['another protocol', [{ type: 'slack', url: 'ftp://s3cret' }], 'Expected an http or https address'],
    [
      'a wrong variable',
      [{ type: 'slack', url: { env: 5 } }],
      'alerts.channels[0].url in a.yaml but received {"env":5}',
    ],
    [
      'a misspelt field',
      [{ type: 'slack', url: SECRET, pathes: true }],
      'Unknown field alerts.channels[0].pathes in a.yaml; did you mean paths?',
    ],
    [
      'a header that HTTP does not know',
      [{ type: 'webhook', url: SECRET, headers: { 'a b': 's3cret' } }],
      'Expected a name of an HTTP header for alerts.channels[0].headers.a b in a.yaml',
    ],
    [
      'a header that is no text',
      [{ type: 'webhook', url: SECRET, headers: { a: ['s3cret'] } }],
      'Expected a text that is not empty, or { env: NAME } for alerts.channels[0].headers.a in a.yaml but received ["(secret)"]',
    ],
    [
      'a wrong sender',
      [{ ...email, from: 'press' }],
      'Expected an address of e-mail for alerts.channels[0].from in a.yaml but received "press"',
    ],
    ['a smuggled header', [{ ...email, from: 'a@b\r\nBcc: x@y' }], 'Expected an address of e-mail'],
    [
      'nobody to write to',
      [{ ...email, to: [] }],
      'Expected a list of at least 1, each an address of e-mail for alerts.channels[0].to in a.yaml but received []',
    ],
    ['a wrong recipient', [{ ...email, to: ['c@d', 'e'] }], 'for alerts.channels[0].to[1] in a.yaml but received "e"'],
    ['a wrong port', [{ ...email, port: 0 }], 'an integer from 1 to 65535 for alerts.channels[0].port in a.yaml'],
    ['no password', [{ ...email, password: '' }], 'for alerts.channels[0].password in a.yaml but received "(secret)"'],
  ])('%s is told by its place, and no secret is', (_, channels, message) => {
    expect(() => resolved(channels)).toThrow(message);
    expect(() => resolved(channels)).not.toThrow('s3cret');
  });

  test('is told of other lists too', () => {
    const arms = [{ name: 'x' }, { name: 'y', mode: 'of' }];
    expect(() => entryOf('experiments', [{ name: 'a', arms }], 'flag')).toThrow(
      'Expected one of off, shadow, alert, enforce for experiments[0].arms[1].mode but received "of"',
    );
    expect(() => entryOf('metrics', ['psnr', 'psnrx'], 'flag')).toThrow(
      /^Expected one of ssim, .* for metrics\[1\] but/,
    );
  });
});

test('settings are described without secrets, and resolved with them', () => {
  const channels = [
    { type: 'webhook', url: SECRET, headers: { authorization: 's3cret', 'x-token': { env: 'TOKEN' } } },
    { type: 'teams', url: { env: 'TEAMS_URL' } },
    { ...email, user: 'press', password: 's3cret' },
  ];
  const settings = resolved(channels);
  const described = describeSettings(settings).find(({ field }) => field === 'alerts.channels');
  expect(described?.value).toMatchObject([
    { type: 'webhook', url: '(secret)', headers: { authorization: '(secret)', 'x-token': { env: 'TOKEN' } } },
    { type: 'teams', url: { env: 'TEAMS_URL' } },
    { type: 'email', user: 'press', password: '(secret)', from: 'a@b' },
  ]);
  expect(JSON.stringify(settings.settings.alerts.channels)).toContain('s3cret');
});
