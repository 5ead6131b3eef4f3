import { readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.js';
import type { Outcome } from './measurement.js';

/** What a run found, as `--json` writes it. */
export interface Record extends Outcome {
  /** Of this shape; another number is another shape. */
  readonly schemaVersion: 1;
  readonly takenAt: string;
  readonly machine: Machine;
}

export function writeRecord(path: string, record: Record): void {
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws Error for a file that is no record of this version */
export function readRecord(path: string): Record {
  const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record> | null;
  if (record?.schemaVersion !== 1 || !Array.isArray(record.measurements)) {
    throw new Error(`Expected a record of npm run bench -- --json for --compare but received ${path}`);
  }
  return record as Record;
}
