import { expect, test } from 'vitest';
import { ProblemLog } from '../../../src/image/gif/problems.js';
import { readScreen, type Screen } from '../../../src/image/gif/screen.js';
import { ByteWindow } from '../../../src/image/gif/window.js';
import { openSource } from '../../../src/image/source.js';
import { writeGif } from '../../support/gif-writer.js';
import { imageErrorCode } from '../../support/read-gif.js';

function read(bytes: Uint8Array, problems = new ProblemLog()): Screen {
  return readScreen(new ByteWindow(openSource({ bytes })), problems);
}

const GIF = writeGif({ width: 700, height: 300, palette: [[1, 2, 3]], blocks: [] });

test('reads the size of the logical screen in pixels and the global palette', () => {
  const screen = read(GIF);
  expect(screen).toMatchObject({ width: 700, height: 300, truncated: false });
  expect(screen.palette?.size).toBe(2);
});

test('GIF87a is read too; a global palette is not required', () => {
  expect(read(writeGif({ signature: 'GIF87a', width: 1, height: 2, blocks: [] })).palette).toBeNull();
});

test.each([
  ['nothing at all', Uint8Array.of(), 'empty_file'],
  ['another signature', Buffer.from('GIF88a and more than thirteen bytes'), 'not_an_image'],
  ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), 'not_an_image'],
  ['half a signature', Buffer.from('GIF8'), 'not_an_image'],
  ['a GIF cut inside its screen descriptor', GIF.subarray(0, 12), 'not_decodable'],
])('%s is refused', async (_, bytes, code) => {
  expect(await imageErrorCode(Promise.resolve().then(() => read(bytes)))).toBe(code);
});

test('a global palette that the file cuts is an error at the end of the file, and its colours are not used', () => {
  const problems = new ProblemLog();
  expect(read(GIF.subarray(0, 15), problems)).toMatchObject({ palette: null, truncated: true });
  expect(problems.list()).toMatchObject([{ code: 'truncated_global_palette', severity: 'error', offset: 15 }]);
});

test('a screen without area is an error', () => {
  const problems = new ProblemLog();
  expect(read(writeGif({ width: 0, height: 5, blocks: [] }), problems)).toMatchObject({ width: 0, height: 5 });
  expect(problems.list()).toMatchObject([{ code: 'zero_screen', severity: 'error' }]);
});
