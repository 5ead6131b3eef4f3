export type { Cause } from './causes.js';
export { investigate, type Investigation, type Problem } from './investigate.js';
export type { Bucket, Onset } from './onset.js';
export type { Contrast, Lift, Rate } from './rates.js';
export type { InvestigatedCheck, InvestigatedRow } from './row.js';
export type { StandOut } from './stand-out.js';
