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

/** @throws Error in words for people, for a file that cannot be read or is no record of this version */
export function readRecord(path: string): Record {
  const record = parsed(path);
  if (record?.schemaVersion !== 1 || !Array.isArray(record.measurements)) throw refusal(path);
  return record as Record;
}

function parsed(path: string): Partial<Record> | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Record> | null;
  } catch (error) {
    throw refusal(path, error);
  }
}

function refusal(path: string, cause?: unknown): Error {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return new Error(`Expected a record of npm run bench -- --json for --compare but received ${path}${why}`, { cause });
}
