import { z } from 'zod';

/** What a compression can be asked for. What is not stated is preserved as well as the engine can. */
export const compressParametersSchema = z.strictObject({
  /** Colour limit over the whole animation. A GIF palette has 2 to 256 entries. */
  colors: z.int().min(2).max(256).optional(),
  /** Share of frames to keep; total time is kept. */
  frameRatio: z.number().gt(0).max(1).optional(),
  /** Strength on the engine's own scale: see its capabilities. */
  lossy: z.int().min(1).optional(),
  /** How the colours left stand in for those that go: one of the engine's own methods. Asked for together with `colors`. */
  dither: z.string().optional(),
  /** Effort spent on coding the same pixels in fewer bytes, 3 the most. */
  optimize: z.int().min(1).max(3).optional(),
  /** Picture quality in percent, for engines that choose colours and noise from it. */
  quality: z.int().min(1).max(100).optional(),
  /** Frames a second to show at most; total time is kept, and none are added. Not together with `frameRatio`. */
  fps: z.number().gt(0).optional(),
});
export type CompressParameters = z.output<typeof compressParametersSchema>;
export type ParameterName = keyof CompressParameters;
export const PARAMETER_NAMES = Object.keys(compressParametersSchema.shape) as ParameterName[];

/** What an engine can be asked for, in the words of `validate --operation`. */
export interface Capability {
  readonly operation: 'recompress' | 'frame_reduction' | 'color_reduction' | 'lossy_compression' | 'timing';
  /** The parameter that asks for it; null for what the engine always does. */
  readonly parameter: ParameterName | null;
  /** Accepted numbers, both ends included; null for other parameters and without one. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** Accepted texts; null for numbers and without a parameter. */
  readonly choices: readonly string[] | null;
  /** The parameter that has to be stated with it, as `colors` with `dither`; null = it stands alone. */
  readonly needs: ParameterName | null;
  /** Values a person would try first, which the default plan of a batch tries; empty = it leaves this out. */
  readonly typical: readonly (number | string)[];
  /** What `colors` bounds: the union over all frames, or each composited frame. null for every other parameter. */
  readonly colorScope: 'animation' | 'frame' | null;
  /** One sentence: what the engine does for it. */
  readonly note: string;
}

export type EngineVersion =
  | {
      readonly available: true;
      readonly version: string;
      readonly path: string | null;
      /** The choices this version has of those the engine names, by parameter; left out where versions do not differ. */
      readonly choices?: Readonly<Partial<Record<ParameterName, readonly string[]>>>;
    }
  | { readonly available: false; readonly reason: string };

/** What one compression did. Durations in ms, sizes in bytes. */
export interface Compressed {
  readonly engine: string;
  readonly engineVersion: string;
  readonly parameters: CompressParameters;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly durationMs: number;
  /** The program and its arguments; null for an embedded engine. */
  readonly command: readonly string[] | null;
  /** What the engine said while succeeding, one line each. */
  readonly warnings: readonly string[];
}

/** A compressor of GIF animations. */
export interface Engine {
  /** lower_snake_case; as in `--engine`. */
  readonly name: string;
  readonly capabilities: readonly Capability[];
  /** How to get it, as one command or sentence. */
  readonly install: string;
  version(): Promise<EngineVersion>;
  /**
   * Compresses the GIF `input` into `output`, which appears whole or not at all; a file already there is replaced.
   * @throws EngineError, UsageError (bad parameters), or what the file system says
   */
  compress(input: string, output: string, parameters?: CompressParameters, signal?: AbortSignal): Promise<Compressed>;
}
