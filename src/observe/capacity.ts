export { LEAST_JUDGED, measure, type CostRow, type Measured, type Times } from './capacity/measured.js';
export { ASSUMED_PEAK, planCapacity, type CapacityPlan, type CapacityQuestion } from './capacity/plan.js';
export type { Waiting } from './capacity/queueing.js';
