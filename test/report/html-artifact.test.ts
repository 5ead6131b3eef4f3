import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.js';
import { check, input, report } from './samples.js';

const largest = [{ name: 'blk.0<b>', dtype: 'F32', shape: [32, 299], bytes: 38_272, file: 'a.gguf' }];
const facts = { formats: ['gguf'], architecture: 'llama', parameters: 29_472, tensors: 12, largest };
const problem = {
  severity: 'error',
  concern: 'format',
  file: 'a.gguf',
  offset: 24,
  part: 'blk.0',
  message: 'Two overlap',
};
const problems = [{ ...problem, rule: 'gguf_overlap' }];
const terms = [{ what: 'weights', arithmetic: '12 tensors: F32 117888 bytes', bytes: 117_888 }];
const latency = [
  { file: 'a.gguf', loadMs: 95, coldMs: 9.6, tokensPerSecond: 2908.9, warm: { n: 17, p50Ms: 1.8, p95Ms: 14 } },
];
const file = { path: 'models/a', bytes: 10, sha256: null };
const artifact = report({
  suite: 'artifact',
  verdict: 'fail',
  subject: {
    kind: 'artifact',
    name: 'majora',
    version: 'v5',
    file,
    members: [{ path: 'a.gguf', bytes: 10, sha256: null }],
  },
  expectation: { environment: { name: 'staging' } },
  checks: [
    check('format_validation', 'failed', { details: { ...facts, problems } }),
    check('memory_requirements', 'passed', { details: { terms, unknown: ['activations'] } }),
    check('latency', 'passed', { actual: latency }),
  ],
});

describe('the page of an artifact', () => {
  const page = renderHtml(input([artifact]));
  const text = page
    .replaceAll(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '')
    .replaceAll(/<[^>]+>|\s+/g, ' ')
    .replaceAll(/ +/g, ' ');

  test('has its facts, the arithmetic of its memory, its timings, its largest tensors and its files', () => {
    expect(text).toContain('Parameters 29,472');
    expect(text).toContain('weights 12 tensors: F32 117888 bytes 118 kB');
    expect(text).toContain('at least; not counted: activations');
    expect(text).toContain('a.gguf 95 ms 9.6 ms 1.8 ms 14 ms 17 2908.9');
    expect(text).toContain('Largest 1 of 12 tensors');
    expect(text).toContain('Files');
  });

  test('names problems by rule and place, and the model as its users call it', () => {
    expect(text).toContain('gguf_overlap a.gguf, blk.0, byte 24 Two overlap');
    expect(text).toContain('majora v5');
    expect(text).toContain('for staging');
  });

  test('takes nothing of a model for markup', () => {
    expect(page).toContain('blk.0&lt;b&gt;');
  });
});
