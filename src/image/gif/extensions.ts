import type { ProblemLog } from './problems.js';
import { readSubBlocks } from './sub-blocks.js';
import type { ByteWindow } from './window.js';

/** Graphic control extension (GIF89a section 23). */
export interface GraphicControl {
  /** Hundredths of a second, as stored. */
  readonly delay: number;
  /** 0..7 */
  readonly disposal: number;
  /** Palette index that is not drawn; -1 for none. */
  readonly transparent: number;
  readonly offset: number;
}

/** What the extensions before an image said. */
export interface ExtensionState {
  /** Waits for its image. */
  control: GraphicControl | null;
  /** null = no loop block so far, 0 = for ever. The last block counts, as in gifsicle and libvips. */
  loopCount: number | null;
  loopBlocks: number;
}

const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
const COMMENT = 0xfe;
const PLAIN_TEXT = 0x01;

const LOOP_APPLICATIONS = ['NETSCAPE2.0', 'ANIMEXTS1.0'];
// application identifier (8 bytes) and authentication code (3)
const APPLICATION_ID_BYTES = 11;

/**
 * Reads the extension whose introducer (at `offset`) was just taken.
 * @returns false when the file ended inside it
 */
export function readExtension(
  window: ByteWindow,
  state: ExtensionState,
  problems: ProblemLog,
  offset: number,
): boolean {
  if (!window.has(1)) return false;
  const label = window.u8();
  switch (label) {
    case GRAPHIC_CONTROL:
      return readGraphicControl(window, state, problems, offset);
    case APPLICATION:
      return readApplication(window, state, problems, offset);
    case COMMENT:
      return skip(window);
    case PLAIN_TEXT:
      problems.warn('plain_text', { frame: null, offset }, 'A plain text block is not drawn, as in every browser');
      // a graphic control belongs to the next graphic rendering block, and that is this one (section 23)
      state.control = null;
      return skip(window);
    default:
      problems.warn(
        'unknown_extension',
        { frame: null, offset },
        `An extension with the unknown label ${label} is skipped`,
      );
      return skip(window);
  }
}

function readGraphicControl(window: ByteWindow, state: ExtensionState, problems: ProblemLog, offset: number): boolean {
  let control: GraphicControl | null = null;
  const whole = readSubBlocks(window, (bytes, start, end) => {
    if (control !== null || end - start < 4) return;
    const flags = bytes[start]!;
    control = {
      disposal: (flags >> 2) & 7,
      transparent: flags & 1 ? bytes[start + 3]! : -1,
      delay: bytes[start + 1]! | (bytes[start + 2]! << 8),
      offset,
    };
  });
  if (control === null) {
    const message = 'A graphic control block is shorter than 4 bytes and is ignored';
    problems.warn('short_graphic_control', { frame: null, offset }, message);
    return whole;
  }
  if (state.control !== null) {
    const message = 'A second graphic control before one image replaces the first';
    problems.warn('repeated_graphic_control', { frame: null, offset }, message);
  }
  state.control = control;
  return whole;
}

function readApplication(window: ByteWindow, state: ExtensionState, problems: ProblemLog, offset: number): boolean {
  let loops: boolean | null = null;
  return readSubBlocks(window, (bytes, start, end) => {
    if (loops === null) {
      const id = Buffer.from(bytes.subarray(start, end)).toString('latin1');
      loops = id.length === APPLICATION_ID_BYTES && LOOP_APPLICATIONS.includes(id);
      return;
    }
    // sub-block 1 holds the loop count, 2 a buffer size that nobody uses
    if (!loops || end - start < 3 || bytes[start] !== 1) return;
    state.loopCount = bytes[start + 1]! | (bytes[start + 2]! << 8);
    state.loopBlocks++;
    if (state.loopBlocks > 1) {
      const message = `Loop block number ${state.loopBlocks} (count ${state.loopCount}) replaces the one before`;
      problems.warn('several_loop_blocks', { frame: null, offset }, message);
    }
  });
}

function skip(window: ByteWindow): boolean {
  return readSubBlocks(window, () => {});
}
