import { z } from 'zod';

/** What a compression can be asked for. What is not stated is preserved as well as the engine can. */
export const compressParametersSchema = z.strictObject({
  /** Colour limit over the whole animation. A GIF palette has 2 to 256 entries. */
  colors: z.int().min(2).max(256).optional(),
  /** Share of frames to keep; total time is kept. */
  frameRatio: z.number().gt(0).max(1).optional(),
  /** Strength on the engine's own scale: see its capabilities. */
  lossy: z.int().min(1).optional(),
});
export type CompressParameters = z.output<typeof compressParametersSchema>;
export type ParameterName = keyof CompressParameters;

/** What an engine can be asked for, in the words of `validate --operation`. */
export interface Capability {
  readonly operation: 'recompress' | 'frame_reduction' | 'color_reduction' | 'lossy_compression';
  /** The parameter that asks for it; null for what the engine always does. */
  readonly parameter: ParameterName | null;
  /** Accepted values, both ends included; null without a parameter. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** What the colour limit bounds: the union over all frames, or each composited frame. null for other operations. */
  readonly colorScope: 'animation' | 'frame' | null;
  /** One sentence: what the engine does for it. */
  readonly note: string;
}

export type EngineVersion =
  | { readonly available: true; readonly version: string; readonly path: string | null }
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
