export { ALPHA, experimentReport, SPLIT_ALPHA, type ExperimentReport } from './report.js';
export type { ArmReport, Mean, Share, Times } from './arm-report.js';
export type { Comparison } from './compare.js';
export type { Split } from './split.js';
export type { Quantile } from './quantile-bounds.js';
