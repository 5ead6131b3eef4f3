import { post } from '../http.js';
import type { AlertMessage } from '../message.js';
import { factsOf, headline, missedSentence } from '../render.js';
import { reveal } from '../secret.js';
import type { TeamsChannel } from '../settings.js';
import { short } from '../words.js';
import { type OpenChannel } from './channel.js';

/** A whole message may have 28 KB (learn.microsoft.com/connectors/teams); ours stays below it with a dozen texts. */
const TEXT = 1500;

/**
 * A flow of Workflows (Power Automate) with the trigger "When a Teams webhook request is received" that posts the card to
 * a channel. The connectors of Office 365 that this replaces are retired, and message cards with them.
 */
export const teams: OpenChannel<TeamsChannel> = ({ url }, { env }) => ({
  type: 'teams',
  async send(message, signal) {
    await post({ url: reveal(url, env), headers: {}, body: JSON.stringify(teamsBody(message)) }, signal);
  },
});

/** Adaptive Card 1.4, which desktop and telephone show alike. Runs of text, because a TextBlock would read Markdown. */
export function teamsBody(message: AlertMessage): object {
  const missed = missedSentence(message);
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: short(headline(message), TEXT),
          msteams: { width: 'Full' },
          body: [
            {
              type: 'Container',
              style: styleOf(message),
              bleed: true,
              items: [line([run(headline(message), { weight: 'Bolder', size: 'Large' })])],
            },
            line([run(message.text)]),
            line([run('What to do: ', { weight: 'Bolder' }), run(message.advice)]),
            ...factsOf(message).map(([name, value]) => line([run(`${name}: `, { weight: 'Bolder' }), run(value)])),
            ...(missed === '' ? [] : [line([run(missed, { weight: 'Bolder' })])]),
            line([run(`Sent ${message.at}`, { isSubtle: true, size: 'Small' })]),
          ],
        },
      },
    ],
  };
}

function line(inlines: readonly object[]): object {
  return { type: 'RichTextBlock', inlines };
}

function run(text: string, style: object = {}): object {
  return { type: 'TextRun', text: short(text, TEXT), ...style };
}

function styleOf({ state, severity }: AlertMessage): string {
  if (state === 'resolved') return 'good';
  return { high: 'attention', medium: 'warning', low: 'accent' }[severity];
}
