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
