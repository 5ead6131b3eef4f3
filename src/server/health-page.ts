import type { Health } from './schemas/answer.js';
export function renderHealthPage(health: Health, at: Date): string {
  return `${health.status} ${at.toISOString()}`;
}
