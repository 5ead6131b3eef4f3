import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { renderJunit } from '../../src/report/junit.js';
import {
  anyReport,
  check,
  everyKind,
  failing,
  input,
  nasty,
  notLookedAt,
  passing,
  report,
  unexamined,
  unmeasured,
  warning,
} from './samples.js';
import { childrenOf, parseXml, type XmlElement } from './xml-parser.js';

function casesOf(...reports: Parameters<typeof input>[0]): XmlElement[] {
  const suites = childrenOf(parseXml(renderJunit(input(reports))), 'testsuite');
  return suites.flatMap((suite) => childrenOf(suite, 'testcase'));
}

const resultOf = (testcase: XmlElement | undefined) => testcase?.children.map(({ name }) => name);

/** What the schema of Jenkins' xunit plugin (junit-10.xsd) allows of what we write; the plugin refuses anything else. */
const XUNIT: Readonly<Record<string, { readonly attributes: string; readonly children: string }>> = {
  testsuites: { attributes: 'name time tests failures errors', children: 'testsuite' },
  testsuite: {
    attributes: 'name tests failures errors group time skipped timestamp hostname id package file log url',
    children: 'testsuite properties testcase system-out system-err',
  },
  properties: { attributes: '', children: 'property' },
  property: { attributes: 'name value', children: '' },
  testcase: { attributes: 'name time classname group', children: 'skipped error failure system-out system-err' },
  skipped: { attributes: 'type message', children: '' },
  error: { attributes: 'type message', children: '' },
  failure: { attributes: 'type message', children: '' },
  'system-out': { attributes: '', children: '' },
};

function unknownIn({ name, attributes, children }: XmlElement): string[] {
  const known = XUNIT[name] ?? { attributes: '', children: '' };
  return [
    ...Object.keys(attributes)
      .filter((each) => !known.attributes.split(' ').includes(each))
      .map((each) => `${name}@${each}`),
    ...children
      .filter((child) => !known.children.split(' ').includes(child.name))
      .map((child) => `${name}/${child.name}`),
    ...children.flatMap(unknownIn),
  ];
}

describe('JUnit', () => {
  test('has nothing that the schema of the xunit plugin does not know', () => {
    expect(unknownIn(parseXml(renderJunit(input(everyKind, { labels: everyKind.map(() => 'sharp') }))))).toEqual([]);
  });

  test('names the judged file at its suite', () => {
    const [suite] = childrenOf(parseXml(renderJunit(input([passing]))), 'testsuite');
    expect(suite?.attributes['file']).toBe('out/a.gif');
  });

  test('has a testsuite for each subject and a testcase for each check', () => {
    const root = parseXml(renderJunit(input([passing, failing])));
    expect(root.name).toBe('testsuites');
    const suites = childrenOf(root, 'testsuite');
    expect(suites.map(({ attributes }) => attributes['name'])).toEqual(['out/a.gif', 'out/colours.gif']);
    expect(childrenOf(suites[0] as XmlElement, 'testcase').map(({ attributes }) => attributes['name'])).toEqual([
      'file_integrity',
      'frame_count',
    ]);
  });

  test('says failure, error, skipped and a note for the outcomes, and nothing for a pass', () => {
    const [integrity, colors, transparency] = casesOf(failing);
    expect(resultOf(integrity)).toEqual([]);
    expect(resultOf(colors)).toEqual(['failure']);
    expect(colors?.children[0]?.text).toContain('expected: max 37');
    expect(colors?.children[0]?.text).toContain('actual: union 50, maxPerFrame 22');
    expect(resultOf(transparency)).toEqual(['skipped']);
    expect(resultOf(casesOf(unmeasured)[1])).toEqual(['error']);
    expect(resultOf(casesOf(warning)[1])).toEqual(['system-out']);
  });

  test('never leaves a subject that was not examined as an empty, green suite', () => {
    const [dead] = casesOf(unexamined);
    expect(dead?.attributes['name']).toBe('verdict');
    expect(resultOf(dead)).toEqual(['error']);
    expect(dead?.children[0]?.attributes['message']).toBe('The worker ran out of memory');
    expect(resultOf(casesOf(notLookedAt)[0])).toEqual(['skipped']);
    const allSkipped = report({ verdict: 'inconclusive', checks: [check('fps', 'skipped')] });
    expect(casesOf(allSkipped).map(resultOf)).toEqual([['skipped'], ['error']]);
  });

  test('counts what it lists, in each suite and in total', () => {
    const root = parseXml(renderJunit(input(everyKind)));
    for (const element of [root, ...childrenOf(root, 'testsuite')]) {
      const suites = element === root ? childrenOf(root, 'testsuite') : [element];
      const listed = suites.flatMap((suite) => childrenOf(suite, 'testcase')).map((each) => each.children[0]?.name);
      const count = (name: string) => String(listed.filter((each) => each === name).length);
      expect(element.attributes).toMatchObject({
        tests: String(listed.length),
        failures: count('failure'),
        errors: count('error'),
        ...(element !== root && { skipped: count('skipped') }),
      });
    }
    expect(root.attributes).toMatchObject({ failures: '1', errors: '2' });
  });

  test('gives times in seconds and the timestamp without a zone, as its schema asks', () => {
    const suite = childrenOf(parseXml(renderJunit(input([passing]))), 'testsuite')[0];
    expect(suite?.attributes).toMatchObject({ time: '0.035', timestamp: '2026-01-02T03:04:05' });
  });

  test.prop([fc.array(anyReport, { maxLength: 3 }), nasty])(
    'is well-formed XML whatever names and messages hold',
    (reports, label) => {
      const root = parseXml(renderJunit(input(reports, { title: label, labels: [label] })));
      expect(childrenOf(root, 'testsuite')).toHaveLength(reports.length);
    },
  );

  /** The message of a failed case, as a reader of the report finds it. */
  function handedOver(message: string): string | undefined {
    const [failed] = casesOf(report({ verdict: 'fail', checks: [check('fps', 'failed', { message })] }));
    return failed?.children[0]?.attributes['message'];
  }

  // fast-check counts the separators of lines and paragraphs among what is printable: Unicode and reports do not
  const printable = fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{Zl}\p{Zp}]/u.test(text));
  test.prop([printable])('hands a printable message over unchanged', (message) => {
    expect(handedOver(message)).toBe(message);
  });

  test('writes separators of lines and paragraphs as they are escaped', () => {
    expect(handedOver('a\u2028b\u2029c')).toBe(String.raw`a\u2028b\u2029c`);
  });
});
