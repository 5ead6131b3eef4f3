import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Mode } from '../../core/modes.js';
import type { Notice } from './alert-rules.js';
import { EVENTS, type EventKind } from './events.js';
import type { AlertMessage, Missed, Source } from './message.js';
import type { Rule } from './rules/index.js';
import type { Severity } from './settings.js';
import type { Seen } from './tally.js';
import { counted, duration, short, since } from './words.js';

const NOTHING_MISSED: Missed = { heldBack: 0, undelivered: 0 };

/** What a message is made with besides what happened. */
export interface Around {
  /** Unique to this process, so that alerts of two processes are never taken for one. */
  readonly instance: string;
  readonly at: string;
  readonly mode: Mode;
  readonly source: Source;
}

/** The surroundings of this process at this moment. */
export function aroundNow(instance: string, mode: Mode, about: Pick<Source, 'version' | 'environment'>): Around {
  const { version, environment } = about;
  const source = { host: hostname(), pid: process.pid, version, environment };
  return { instance, at: new Date().toISOString(), mode, source };
}

/** Short, because it is part of every Message-ID. */
export function newInstance(): string {
  return randomUUID().slice(0, 13);
}

/** Five name the trouble; a longer list is what the store is for. */
const LISTED = 5;

/** @returns the message with the paths that it may name; who sends it takes them out where they are not wanted */
export function messageOf(notice: Notice, { instance, at, mode, source }: Around): AlertMessage {
  const { rule, state, firing, repetition, firingForMs, value, seen } = notice;
  const alert = `${instance}.${rule.name}.${firing}`;
  const failures = rule.concerns === 'failures';
  return {
    schemaVersion: 1,
    id: `${alert}.${state}${repetition === 0 || state === 'resolved' ? '' : `.${repetition}`}`,
    alert,
    state,
    name: rule.name,
    severity: rule.severity,
    ...sentences(notice, mode),
    at,
    firingForMs: Math.round(firingForMs),
    rule: { value, threshold: rule.threshold, unit: rule.unit },
    counts: {
      windowMinutes: seen.windowMinutes,
      subjects: seen.judged + seen.inconclusive,
      failed: seen.failed,
      inconclusive: seen.inconclusive,
      slow: seen.slow,
      checks: blamed(rule, seen).map(([check, subjects]) => ({ check, subjects })),
      engines: (failures ? seen.failedByEngine.ranked().slice(0, LISTED) : []).map(([engine, subjects]) => ({
        engine: short(engine, 60),
        subjects,
      })),
    },
    mode,
    source,
    examples: failures && state !== 'resolved' ? seen.examples : [],
    missed: NOTHING_MISSED,
  };
}

/** Checks by the number of subjects that they kept from a pass. */
function blamed({ concerns }: Rule, { failedByCheck, inconclusiveByCheck }: Seen): [string, number][] {
  if (concerns === 'process') return [];
  return (concerns === 'failures' ? failedByCheck : inconclusiveByCheck).ranked().slice(0, LISTED);
}

function sentences({ rule, state, value, seen, firingForMs }: Notice, mode: Mode) {
  const lasted = `The alert lasted ${duration(firingForMs)}.`;
  if (value === null) {
    const subjects = counted(seen.judged + seen.inconclusive, 'subject');
    return {
      title: `${rule.label}: nothing left to judge by`,
      text: `Only ${subjects} in the last ${since(seen.windowMinutes)}, too few to tell whether it is over. ${lasted}`,
      advice: 'See whether files still come in. The alert fires again when there is enough to judge by.',
    };
  }
  const [title, text] = [rule.title(value), rule.text(value, seen)];
  if (state === 'resolved') return { title, text: `${text} ${lasted}`, advice: 'Nothing to do.' };
  return {
    title,
    text: state === 'repeated' ? `${text} The alert has lasted ${duration(firingForMs)}.` : text,
    advice: rule.concerns === 'process' ? rule.advice : `${rule.advice} ${CONSEQUENCE[mode]}`,
  };
}

/** What happened to the files meanwhile is the first thing that somebody who was woken asks. */
const CONSEQUENCE: Readonly<Record<Mode, string>> = {
  off: 'The mode is now off: nothing is looked at.',
  shadow: 'The mode is now shadow: every file is published.',
  alert: 'The mode is alert: the files were published; "pressproof control mode enforce" would keep such files back.',
  enforce: 'The mode is enforce: failed and inconclusive files are kept back.',
};

/** @param sequence - counts the events of this process */
export function eventMessage(
  kind: EventKind,
  severity: Severity,
  text: string,
  sequence: number,
  around: Around,
): AlertMessage {
  const words = kind.replaceAll('_', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  // an error's whole page is no sentence
  return single(
    'event',
    kind,
    sequence,
    { severity, title, text: short(text, 1000), advice: EVENTS[kind].advice },
    around,
  );
}

/** For trying channels before they are needed. */
export function testMessage(around: Around): AlertMessage {
  const words = {
    severity: 'low',
    title: 'Test of an alert channel',
    text: 'Somebody asked for this message with "pressproof control alert-test". Nothing is wrong.',
    advice: 'Nothing to do: this channel works.',
  } as const;
  return single('test', 'test', 1, words, around);
}

/** A message that is an alert of its own: nothing goes on, nothing ends. */
function single(
  state: 'event' | 'test',
  name: string,
  sequence: number,
  words: Pick<AlertMessage, 'severity' | 'title' | 'text' | 'advice'>,
  { instance, at, mode, source }: Around,
): AlertMessage {
  const alert = `${instance}.${name}.${sequence}`;
  const about = { firingForMs: null, rule: null, counts: null, mode, source, missed: NOTHING_MISSED };
  return { schemaVersion: 1, id: `${alert}.${state}`, alert, state, name, ...words, at, ...about };
}
