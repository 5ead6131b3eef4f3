import { describe, expect, test } from 'vitest';
import { CHANNEL_TYPES, openChannel } from '../../../../src/observe/alerts/channels/index.js';
import { slackBody } from '../../../../src/observe/alerts/channels/slack.js';
import { teamsBody } from '../../../../src/observe/alerts/channels/teams.js';
import type { AlertMessage } from '../../../../src/observe/alerts/message.js';
import type { ChannelSettings } from '../../../../src/observe/alerts/settings.js';
import { settingsSchema } from '../../../../src/config/schema.js';
import { message } from '../messages.js';
import { httpReceiver, status } from '../receivers.js';

const hostile = '<!channel> & <https://evil.example|click> *bold* [x](https://evil.example)';
const context = { env: { HOOK_TOKEN: 'Bearer s3cret' }, log: () => undefined };
const signal = () => AbortSignal.timeout(10_000);

/** Every text in a body. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

const long = message({
  title: 't'.repeat(5000),
  text: '&'.repeat(20_000),
  advice: '<'.repeat(20_000),
  examples: Array.from({ length: 3 }, () => `out/${'x'.repeat(5000)}.gif`),
  source: { host: 'h'.repeat(300), pid: 1, version: '1', environment: 'e'.repeat(5000) },
});

describe('Slack', () => {
  test('shows the headline, a colour, what to do and the facts', () => {
    const body = slackBody(message({ missed: { heldBack: 3, undelivered: 1 } })) as {
      text: string;
      attachments: { color: string; blocks: { type: string }[] }[];
    };
    expect(body.text).toBe('High: Failure rate 8 %, limit 5 %');
    expect(body.attachments).toHaveLength(1);
    expect(body.attachments[0]!.color).toBe('#c62828');
    expect(body.attachments[0]!.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'section', 'context']);
    const texts = textsOf(body.attachments);
    expect(texts).toContain('*What to do:* Look at the check.');
    expect(texts).toContain('*Most failures from*\ngifsicle (10 of 12)');
    expect(texts).toContain('*Where*\npress-1, process 42, pressproof 0.1.0, production');
    expect(texts.join()).toContain(
      '3 more messages were held back (maxPerHour). 1 earlier message could not be delivered.',
    );
  });

  test('gets nothing that it would take for a mention or a link', () => {
    const texts = textsOf(slackBody(message({ title: hostile, text: hostile, advice: hostile })));
    expect(texts.filter((text) => text.includes('<'))).toEqual([]);
    expect(texts.join()).toContain('&lt;!channel&gt; &amp; ');
  });

  test('gets no text and no field beyond its limits, whatever there is to say', () => {
    const { text, attachments } = slackBody(long) as {
      text: string;
      attachments: { blocks: { text?: { text: string }; fields?: { text: string }[] }[] }[];
    };
    const blocks = attachments.flatMap((attachment) => attachment.blocks);
    // docs.slack.dev/reference/block-kit/blocks/section-block
    expect(text.length).toBeLessThanOrEqual(3000);
    for (const block of blocks) expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
    const fields = blocks.flatMap((block) => block.fields ?? []);
    expect(fields.length).toBeLessThanOrEqual(10);
    for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(2000);
    // an entity that is cut in two would be shown as it is
    expect(textsOf(attachments).filter((each) => /&(?!amp;|lt;|gt;)/.test(each))).toEqual([]);
  });
});

describe('Teams', () => {
  interface Body {
    readonly type: string;
    readonly attachments: readonly {
      readonly contentType: string;
      readonly content: { readonly type: string; readonly version: string; readonly body: readonly { type: string }[] };
    }[];
  }

  test('gets one Adaptive Card as its workflows take them', () => {
    const { type, attachments } = teamsBody(message()) as Body;
    expect(type).toBe('message');
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: { type: 'AdaptiveCard', version: '1.4' },
    });
    const texts = textsOf(attachments[0]!.content.body);
    expect(texts).toContain('High: Failure rate 8 %, limit 5 %');
    expect(texts).toContain('attention');
    expect(texts).toContain('frame_count 9, quality_degradation 5');
  });

  test('gets nothing that it would read as Markdown: only runs of text', () => {
    const { attachments } = teamsBody(message({ title: hostile, text: hostile, advice: hostile })) as Body;
    const types = new Set<string>();
    JSON.stringify(attachments[0]!.content.body, (key, value: unknown) => {
      if (key === 'type') types.add(String(value));
      return value;
    });
    expect([...types].toSorted()).toEqual(['Container', 'RichTextBlock', 'TextRun']);
  });

  test('gets no more than 28 KB, whatever there is to say', () => {
    expect(Buffer.byteLength(JSON.stringify(teamsBody({ ...long, text: '€'.repeat(20_000) })))).toBeLessThan(28_000);
  });
});

describe('colours', () => {
  const colorOf = (more: Partial<AlertMessage>) =>
    (slackBody(message(more)) as { attachments: { color: string }[] }).attachments[0]!.color;

  test('tell severities and ends apart', () => {
    const colors = [{ severity: 'high' }, { severity: 'medium' }, { severity: 'low' }, { state: 'resolved' }] as const;
    expect(new Set(colors.map(colorOf)).size).toBe(4);
  });
});

describe('a webhook', () => {
  test('gets the message as JSON, with its id and the headers that are configured', async () => {
    const { url, received } = await httpReceiver(status(204));
    const headers = { authorization: { env: 'HOOK_TOKEN' }, 'x-team': 'press' };
    await openChannel({ type: 'webhook', url, headers, paths: false }, context).send(message(), signal());
    expect(JSON.parse(received[0]!.body)).toEqual(JSON.parse(JSON.stringify(message())));
    expect(received[0]!.headers).toMatchObject({
      authorization: 'Bearer s3cret',
      'x-team': 'press',
      'idempotency-key': 'i.failureRate.1.firing',
    });
  });

  test.each(['webhook', 'slack', 'teams'] as const)(
    'or %s without its address says which variable is missing',
    async (type) => {
      const sending = openChannel({ type, url: { env: 'NO_HOOK' }, paths: false }, context).send(message(), signal());
      await expect(sending).rejects.toThrow('the environment variable NO_HOOK is not set');
    },
  );

  test.each(['slack', 'teams'] as const)('of %s is posted to as JSON', async (type) => {
    const { url, received } = await httpReceiver(status(202));
    await openChannel({ type, url, paths: false }, context).send(message(), signal());
    expect(received[0]!.headers['content-type']).toBe('application/json');
    expect(JSON.parse(received[0]!.body)).toEqual(type === 'slack' ? slackBody(message()) : teamsBody(message()));
  });
});

describe('the log', () => {
  test.each([
    ['high', 'firing', 'error'],
    ['medium', 'firing', 'warn'],
    ['high', 'resolved', 'warn'],
  ] as const)('shows %s %s as %s', async (severity, state, level) => {
    const lines: unknown[][] = [];
    const channel = openChannel({ type: 'log', paths: false }, { env: {}, log: (...line) => lines.push(line) });
    await channel.send(message({ severity, state }), signal());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject([level, { alert: 'i.failureRate.1', name: 'failureRate' }, expect.any(String)]);
  });
});

describe('the registry', () => {
  test('refuses a type that is not known instead of taking another', () => {
    const unknown = { type: 'pager', paths: false } as unknown as ChannelSettings;
    expect(() => openChannel(unknown, context)).toThrow(
      'Expected one of log, webhook, slack, teams, email for the type of an alert channel but received "pager"',
    );
  });

  test('has what the configuration offers, and the other way round', () => {
    for (const type of CHANNEL_TYPES) {
      const more = { log: {}, email: { host: 'h', from: 'a@b', to: ['c@d'] } }[type as string] ?? { url: 'http://h/' };
      const { alerts } = settingsSchema().parse({ alerts: { channels: [{ type, ...more }] } });
      // typed as the rooms have it, not only alike
      const [channel] = alerts.channels satisfies readonly ChannelSettings[];
      expect(channel).toMatchObject({ type, paths: false });
    }
    const error = settingsSchema().safeParse({ alerts: { channels: [{ type: 'pager' }] } }).error;
    expect(error?.issues[0]).toMatchObject({ options: CHANNEL_TYPES });
  });
});
