import { accepts } from '../core/limits.js';
import { EXPECTED_NUMBERS, type Expectation, type Operation } from '../image/expectation.js';

/** What of an engine's capability says which colours its limit bounds. */
export interface ColorCapability {
  readonly operation: string;
  readonly colorScope?: 'animation' | 'frame' | null;
}

export interface Asked {
  readonly operation: Operation;
  readonly expectation: Expectation;
}

/**
 * What an engine was asked for, in the words of the checks. Every parameter becomes an expectation; of several, the
 * operation is the one that changes most: frames, then colours, then pixels. A frame rate drops frames, it changes no time.
 */
export function askedOf(parameters: unknown, capabilities: readonly ColorCapability[]): Asked {
  const stated = (typeof parameters === 'object' ? parameters : null) as Readonly<Record<string, unknown>> | null;
  const fps = understood('fps', stated);
  const frameRatio = understood('frameRatio', stated);
  const colors = understood('colors', stated);
  const losesPixels = LOSSY.some((name) => accepts(STRENGTH, stated?.[name]));
  const dropsFrames = frameRatio !== undefined && frameRatio < 1;
  const scope = capabilities.find(({ colorScope }) => colorScope)?.colorScope;
  return {
    operation: strongest(fps !== undefined || dropsFrames, colors !== undefined, losesPixels),
    expectation: {
      ...(fps !== undefined && { fps }),
      ...(dropsFrames && { frameRatio }),
      ...(colors !== undefined && { colors, ...(scope && { colorScope: scope }) }),
    },
  };
}

// what makes an engine change pixels as it sees fit, weakly or strongly
const LOSSY = ['lossy', 'quality'] as const;
const STRENGTH = { over: 0 } as const;

function strongest(dropsFrames: boolean, dropsColors: boolean, losesPixels: boolean): Operation {
  if (dropsFrames) return 'frame_reduction';
  if (dropsColors) return 'color_reduction';
  return losesPixels ? 'lossy_compression' : 'recompress';
}

/** Values that no check could hold an output against are for the engine to refuse. */
function understood(
  name: keyof typeof EXPECTED_NUMBERS,
  stated: Readonly<Record<string, unknown>> | null,
): number | undefined {
  const value = stated?.[name];
  return accepts(EXPECTED_NUMBERS[name], value) ? value : undefined;
}
