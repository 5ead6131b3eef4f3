import { post } from '../http.js';
import type { AlertMessage } from '../message.js';
import { factsOf, headline, missedSentence } from '../render.js';
import { reveal } from '../secret.js';
import type { SlackChannel } from '../settings.js';
import { short } from '../words.js';
import { colorOf, type OpenChannel } from './channel.js';

/** Slack refuses longer ones: a section holds 3000 characters, each of its up to ten fields 2000. */
const TEXT = 2900;
const FIELD = 1900;

/** An incoming webhook (docs.slack.dev, "Sending messages using incoming webhooks"). */
export const slack: OpenChannel<SlackChannel> = ({ url }, { env }) => ({
  type: 'slack',
  async send(message, signal) {
    await post({ url: reveal(url, env), headers: {}, body: JSON.stringify(slackBody(message)) }, signal);
  },
});

/** Blocks in an attachment: blocks alone have no colour. `text` is what notifications show. */
export function slackBody(message: AlertMessage): object {
  const missed = missedSentence(message);
  const context = `${missed === '' ? '' : `${missed} `}Sent ${message.at}`;
  return {
    text: escaped(headline(message), TEXT),
    attachments: [
      {
        color: colorOf(message),
        blocks: [
          { type: 'section', text: markdown(escaped(message.text, TEXT)) },
          { type: 'section', text: markdown(`*What to do:* ${escaped(message.advice, TEXT)}`) },
          {
            type: 'section',
            fields: factsOf(message).map(([name, value]) =>
              markdown(`*${escaped(name, 100)}*\n${escaped(value, FIELD)}`),
            ),
          },
          { type: 'context', elements: [markdown(escaped(context, FIELD))] },
        ],
      },
    ],
  };
}

function markdown(text: string): object {
  // verbatim: nothing in it becomes a link or a mention by itself
  return { type: 'mrkdwn', text, verbatim: true };
}

/** The three characters that Slack's markup is made of; without them nobody is mentioned and nothing is linked. */
function escaped(text: string, most: number): string {
  // escaping makes a text up to five times as long
  const plain = short(text, most);
  const safe = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.length <= most ? safe : escaped(plain, Math.floor(most * 0.6));
}
