import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { z } from 'zod';
import { renderSarif } from '../../src/report/sarif.js';
import { anyReport, check, everyKind, failing, input, pair, passing, report, rules, unexamined } from './samples.js';

/** A URI reference by RFC 3986: only its characters, and every % begins an escape. */
const uri = z.string().regex(/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/);
const message = z.strictObject({ text: z.string() });
const artifactLocation = z.strictObject({
  uri,
  uriBaseId: z.string().optional(),
  index: z.int().min(0).optional(),
});

const logicalLocation = z.strictObject({
  name: z.string(),
  fullyQualifiedName: z.string().optional(),
  kind: z.string(),
});

/** The objects of SARIF 2.1.0 (OASIS, sections 3.13 to 3.49) that we write, with their required properties. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            version: z.string().optional(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                shortDescription: message.optional(),
                fullDescription: message.optional(),
                help: message.optional(),
                defaultConfiguration: z
                  .strictObject({ level: z.enum(['none', 'note', 'warning', 'error']) })
                  .optional(),
                properties: z.looseObject({ tags: z.array(z.string()) }).optional(),
              }),
            ),
          }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        artifacts: z
          .array(
            z.strictObject({
              location: artifactLocation.optional(),
              description: message.optional(),
              length: z.int().min(-1).optional(),
              hashes: z.record(z.string(), z.string().regex(/^[0-9a-f]+$/)).optional(),
            }),
          )
          // "uniqueItems" in the standard's schema
          .refine((artifacts) => new Set(artifacts.map((each) => JSON.stringify(each))).size === artifacts.length),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(['note', 'warning', 'error']),
            message,
            locations: z.array(
              z.union([
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation,
                    region: z.strictObject({
                      startLine: z.literal(1),
                      byteOffset: z.int().min(0).optional(),
                      byteLength: z.int().min(0).optional(),
                    }),
                  }),
                  logicalLocations: z.array(logicalLocation).min(1).optional(),
                }),
                z.strictObject({ logicalLocations: z.array(logicalLocation) }),
              ]),
            ),
            partialFingerprints: z.record(z.string(), z.string().min(1)),
            properties: z.looseObject({ outcome: z.string(), verdict: z.string() }),
          }),
        ),
      }),
    )
    .min(1),
});

function runOf(...args: Parameters<typeof input>) {
  const run = sarif.parse(JSON.parse(renderSarif(input(...args)))).runs[0];
  if (!run) throw new Error('No run');
  return run;
}

describe('SARIF', () => {
  test('lists what needs attention with its level, and neither passed checks nor those nobody asked for', () => {
    const { results } = runOf(everyKind);
    expect(results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
      'error color_count',
      'warning size_reduction',
      'error quality_degradation',
      'error verdict',
      'note verdict',
    ]);
  });

  test('tells what could not be measured from what failed', () => {
    const { results } = runOf(everyKind);
    expect(results[2]?.properties.outcome).toBe('inconclusive');
    expect(results[2]?.message.text).toMatch(/^Could not be measured: /);
    expect(runOf([unexamined]).results[0]?.message.text).toBe('The worker ran out of memory');
  });

  test('points each result at its rule, and each rule has the docs it was given', () => {
    const { results, tool } = runOf(everyKind);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(tool.driver.rules[1]).toMatchObject({
      id: 'color_count',
      shortDescription: { text: rules[1]?.docs.summary },
      help: { text: rules[1]?.docs.remedy },
    });
  });

  test('points each result at the judged file, with its length and digest among the artifacts', () => {
    const { results, artifacts } = runOf([passing, failing]);
    const location = results[0]?.locations[0];
    expect(location).toEqual({
      physicalLocation: {
        artifactLocation: { uri: 'out/colours.gif', uriBaseId: '%SRCROOT%', index: 1 },
        // GitHub takes no location without a line
        region: { startLine: 1 },
      },
    });
    expect(artifacts[0]).toEqual({
      location: { uri: 'out/a.gif', uriBaseId: '%SRCROOT%' },
      length: 4000,
      hashes: { 'sha-256': 'b'.repeat(64) },
    });
  });

  test('lists a file once that was judged twice', () => {
    const { results, artifacts } = runOf([failing, failing]);
    expect(artifacts).toHaveLength(1);
    expect(results.map(({ locations }) => locations[0])).toEqual(Array(2).fill(results[0]?.locations[0]));
  });

  test('writes absolute paths as file URLs and keeps odd names readable for a URI parser', () => {
    const absolute = resolve(join('out', 'a b#%.gif'));
    const subject = pair('x', 1, 1);
    const run = runOf([{ ...failing, subject: { ...subject, output: { path: absolute, bytes: 1, sha256: null } } }]);
    expect(fileURLToPath(run.artifacts[0]?.location?.uri ?? '')).toBe(absolute);
    const relative = runOf([{ ...failing, subject: pair('a b#%.gif', 1, 1) }]);
    expect(decodeURIComponent(relative.artifacts[0]?.location?.uri ?? '')).toBe('out/a b#%.gif');
  });

  test('names the byte of the first problem that a check lists', () => {
    const broken = check('file_integrity', 'failed', {
      details: { problems: [{ code: 'lzw_truncated', offset: 1234 }] },
    });
    const { results } = runOf([report({ verdict: 'fail', checks: [broken] })]);
    expect(results[0]?.locations[0]).toMatchObject({
      physicalLocation: { region: { startLine: 1, byteOffset: 1234 } },
    });
  });

  test('keeps a finding’s fingerprint when the numbers change, and changes it with the file, the check or the engine', () => {
    const print = (...args: Parameters<typeof input>) => runOf(...args).results[0]?.partialFingerprints;
    const changed = { ...failing, checks: [check('color_count', 'failed', { message: 'other numbers' })] };
    expect(print([changed])).toEqual(print([failing]));
    expect(print([{ ...failing, subject: pair('other.gif', 1, 1) }])).not.toEqual(print([failing]));
    expect(print([{ ...failing, checks: [check('fps', 'failed')] }])).not.toEqual(print([failing]));
    expect(print([failing], { labels: ['sharp'] })).not.toEqual(print([failing], { labels: ['gifsicle'] }));
  });

  test.prop([fc.array(anyReport, { maxLength: 3 })])('has the required structure whatever reports hold', (reports) => {
    const { results, tool, artifacts } = runOf(reports);
    expect(artifacts.length).toBeLessThanOrEqual(reports.length);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const quiet = reports.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive').length;
    expect(results.filter(({ level }) => level === 'error').length).toBeGreaterThanOrEqual(quiet);
  });
});

describe('SARIF of problems that have rules of their own', () => {
  const problem = {
    concern: 'format',
    severity: 'error',
    file: 'a.gguf',
    offset: 24,
    part: 'blk.0',
    message: 'Two overlap',
  };
  const problems = [
    { ...problem, rule: 'gguf_overlap' },
    {
      ...problem,
      rule: 'pickle_global',
      severity: 'warning',
      file: 'm.pt!data.pkl',
      part: null,
      message: 'Runs os.system',
    },
  ];
  const refused = check('format_validation', 'failed', { category: 'format_validation', details: { problems } });
  const file = { path: 'models/m', bytes: 10, sha256: null };
  const members = ['a.gguf', 'm.pt'].map((path) => ({ path, bytes: 5, sha256: null }));
  const subject = { kind: 'artifact', file, members };
  const artifact = report({ suite: 'artifact', verdict: 'fail', subject, checks: [refused] });

  test('is one result a problem, under the rule of its check, at its byte of its file', () => {
    const { results, tool } = runOf([artifact]);
    expect(results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
      'error format_validation/gguf_overlap',
      'warning format_validation/pickle_global',
    ]);
    expect(results[0]?.locations[0]).toEqual({
      physicalLocation: {
        artifactLocation: { uri: 'models/m/a.gguf', uriBaseId: '%SRCROOT%' },
        region: { startLine: 1, byteOffset: 24, byteLength: 1 },
      },
      logicalLocations: [{ name: 'blk.0', kind: 'element' }],
    });
    expect(tool.driver.rules[results[0]?.ruleIndex ?? -1]?.id).toBe('format_validation');
  });

  test('names the member of an archive, whose bytes are not those of the file', () => {
    expect(runOf([artifact]).results[1]?.locations[0]).toEqual({
      physicalLocation: {
        artifactLocation: { uri: 'models/m/m.pt', uriBaseId: '%SRCROOT%' },
        region: { startLine: 1 },
      },
      logicalLocations: [{ name: 'm.pt!data.pkl', fullyQualifiedName: 'm.pt!data.pkl, byte 24', kind: 'member' }],
    });
  });

  test('is an error where something was not looked at, as a check is that could not be run', () => {
    const unread = { ...problem, rule: 'zip_unread', severity: 'unread', file: 'a.zip' };
    const unknown = check('unsafe_content', 'inconclusive', {
      category: 'unsafe_content',
      details: { problems: [unread] },
    });
    const { results } = runOf([{ ...artifact, verdict: 'inconclusive', checks: [unknown] }]);
    expect(results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toContain('error unsafe_content/zip_unread');
  });

  test('keeps the identities of problems apart', () => {
    const prints = runOf([artifact]).results.map(
      ({ partialFingerprints }) => partialFingerprints['subjectAndCheck/v1'],
    );
    expect(new Set(prints).size).toBe(2);
  });
});
