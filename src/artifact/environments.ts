/** Where a model is to run, and what it has to reach there. Plain data: the configuration may replace or add any. */
export interface EnvironmentProfile {
  readonly name: string;
  /** Memory that the model may take, GB of 2^30 bytes. */
  readonly ramGb: number;
  /** Memory of the graphics card, GB of 2^30 bytes; 0: there is none. */
  readonly vramGb: number;
  /** Share of right answers, 0 to 1. */
  readonly minAccuracy: number;
  /** Of one answer, milliseconds. */
  readonly maxLatencyMs: number;
  /** true: the model runs on the graphics card and has to fit its memory; false: a processor does. */
  readonly gpuRequired: boolean;
}

/** Bytes of the GB that profiles count in. */
export const GIB = 2 ** 30;

/** The profiles that are there without any configuration, smallest first. */
export const DEFAULT_ENVIRONMENTS: readonly EnvironmentProfile[] = [
  { name: 'development', ramGb: 8, vramGb: 4, minAccuracy: 0.7, maxLatencyMs: 3000, gpuRequired: false },
  { name: 'staging', ramGb: 16, vramGb: 8, minAccuracy: 0.8, maxLatencyMs: 2000, gpuRequired: true },
  { name: 'production', ramGb: 32, vramGb: 16, minAccuracy: 0.85, maxLatencyMs: 1500, gpuRequired: true },
];
