import { expect, test } from 'vitest';
import type { Json } from '../../src/core/check.js';
import { findingCode } from '../../src/store/finding-code.js';
import { check } from '../report/samples.js';

test.each<[string, { [name: string]: Json }, string | null]>([
  ['its own', { code: 'runtime_missing', problems: [{ rule: 'gguf_magic' }] }, 'runtime_missing'],
  [
    'the code of a problem of an image',
    { problems: [{ code: 'lzw_truncated' }, { code: 'no_trailer' }] },
    'lzw_truncated',
  ],
  ['the rule of a problem of a model', { problems: [{ rule: 'gguf_tensor_past_end' }] }, 'gguf_tensor_past_end'],
  ['the first limit that was broken', { brokenLimits: ['minFps'], problems: [] }, 'minFps'],
  ['none', { problems: [] }, null],
])('a finding goes by %s', (_, details, code) => {
  expect(findingCode(check('format_validation', 'failed', { details }))).toBe(code);
});
