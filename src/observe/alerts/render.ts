import type { AlertMessage } from './message.js';
import { counted, short, since } from './words.js';

/** A line of a message: what it is about, and what there is to say. */
export type Fact = readonly [name: string, value: string];

/** The first line of every channel, and the only one on the screen of a telephone. */
export function headline({ state, severity, title: written }: AlertMessage): string {
  const title = short(written, 200);
  if (state === 'resolved') return `Resolved: ${title}`;
  if (state === 'repeated') return `Still ${severity}: ${title}`;
  return state === 'test' ? title : `${severity.charAt(0).toUpperCase()}${severity.slice(1)}: ${title}`;
}

/** What somebody wants to know next, without links: a message must not be a way to somewhere. */
export function factsOf(message: AlertMessage): Fact[] {
  const { name, counts, mode, source, examples = [] } = message;
  const facts: Fact[] = [];
  if (counts) {
    const { subjects, failed, inconclusive, slow, checks, engines, windowMinutes } = counts;
    const others = `${failed} failed, ${inconclusive} could not be judged, ${slow} slow`;
    facts.push([`Last ${since(windowMinutes)}`, `${counted(subjects, 'subject')}, ${others}`]);
    const list = checks.map((entry) => `${entry.check} ${entry.subjects}`).join(', ');
    if (list !== '') facts.push([name === 'inconclusiveRate' ? 'Checks without a judgement' : 'Failed checks', list]);
    const [top] = engines;
    if (top) facts.push(['Most failures from', `${top.engine} (${top.subjects} of ${failed})`]);
  }
  if (examples.length > 0) facts.push(['Failed outputs', examples.map((path) => short(path, 200)).join(', ')]);
  const { host, pid, version, environment } = source;
  facts.push(['Mode', mode]);
  facts.push([
    'Where',
    [host, `process ${pid}`, `pressproof ${version}`, environment ?? ''].filter(Boolean).join(', '),
  ]);
  return facts;
}

/** One sentence, or '' where nothing is missing. */
export function missedSentence({ missed: { heldBack, undelivered } }: AlertMessage): string {
  const parts = [
    heldBack === 0
      ? ''
      : `${counted(heldBack, 'more message')} ${heldBack === 1 ? 'was' : 'were'} held back (maxPerHour).`,
    undelivered === 0 ? '' : `${counted(undelivered, 'earlier message')} could not be delivered.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** All of it as plain text. */
export function plainText(message: AlertMessage): string {
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`);
  const blocks = [headline(message), message.text, `What to do: ${message.advice}`, facts.join('\n')];
  return [...blocks, missedSentence(message), `Sent ${message.at}`].filter((block) => block !== '').join('\n\n');
}
