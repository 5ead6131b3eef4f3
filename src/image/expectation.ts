import { z } from 'zod';

export const OPERATIONS = ['recompress', 'frame_reduction', 'color_reduction', 'lossy_compression', 'timing'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const COLOR_SCOPES = ['animation', 'frame'] as const;

/** What the operation was asked to do. What is not stated is expected to be preserved. */
export const expectationSchema = z.strictObject({
  /** Share of frames to be kept. */
  frameRatio: z.number().gt(0).max(1).optional(),
  /** Colour limit. */
  colors: z
    .int()
    .min(1)
    .max(2 ** 24)
    .optional(),
  /** What the limit bounds: the union over all frames, or each composited frame. Default: animation. */
  colorScope: z.enum(COLOR_SCOPES).optional(),
  /** Frames a second to be shown. */
  fps: z.number().gt(0).max(1000).optional(),
});
export type Expectation = z.output<typeof expectationSchema>;
