/**
 * Named sets of limits, as data. A preset states only what differs from the defaults, so each of its fields changes
 * some outcome (test/config/presets.test.ts shows which). Sizes in bytes, times in ms, tolerances as shares.
 */
export const PRESETS = {
  /** Finds small mistakes of an engine while it is being written. */
  development: { limits: { frameAllowance: 0.01, fpsTolerance: 0.05, durationTolerance: 0.02 } },
  /** Tolerates what varies between engines, but not what a page cannot carry: 10 MiB. */
  production: {
    limits: { frameAllowance: 0.15, colorTolerance: 10, fpsTolerance: 0.2, maxBytes: 10 * 2 ** 20 },
  },
  /** A person waits for a preview: small files, lenient about the rest. */
  interactive: {
    limits: { frameAllowance: 0.2, colorTolerance: 5, fpsTolerance: 0.3, maxBytes: 2 * 2 ** 20 },
  },
  /** Thousands of files of unknown origin: only gross mistakes stop a file. */
  batch: {
    limits: { frameAllowance: 0.25, colorTolerance: 20, fpsTolerance: 0.4, minBytes: 200, maxBytes: 5 * 2 ** 20 },
  },
  /** As strict as the formats can be met: delays of whole hundredths of a second, no pixel's transparency lost. */
  debug: {
    limits: {
      frameAllowance: 0,
      fpsTolerance: 0.05,
      durationTolerance: 0.01,
      maxDriftMs: 20,
      transparencyTolerance: 0,
    },
  },
  /**
   * GifLab's code defaults in our meaning. Its other defaults are ours as well: at least 1 frame, 0.1 to 60 fps,
   * 100 MB, drift of 100 ms. Its duration limit of 50 ms and its quality limits have no counterpart here.
   */
  giflab: { limits: { frameAllowance: 0.1, colorTolerance: 5, fpsTolerance: 0.2, minBytes: 100 } },
} as const satisfies Readonly<Record<string, { readonly limits: Readonly<Record<string, number>> }>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as [PresetName, ...PresetName[]];
