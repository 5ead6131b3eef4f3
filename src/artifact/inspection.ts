import type { Json } from '../core/check.js';
import type { ArchitectureDifference } from './architecture/architecture.js';
import type { FormatName, Tensor } from './formats/format.js';
import type { MemoryNeed } from './memory/terms.js';
import type { Problem } from './problem.js';
import type { ArtifactBudget } from './task.js';

/** Work for a worker: what an artifact says of itself. Its result is an ArtifactInspection. */
export interface InspectTask {
  readonly kind: 'inspect';
  /** Of a file or a folder. */
  readonly path: string;
  /** Whether every byte is read for digests. */
  readonly digests: boolean;
  /** Flat, as of the checks: what memory is reckoned with. */
  readonly limits: Readonly<Record<string, unknown>>;
  readonly budget: ArtifactBudget;
  /** As of ArtifactTask. */
  readonly progress: SharedArrayBuffer | null;
}

/** A file of an artifact; what only models have is null for the others. */
export interface InspectedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly format: FormatName | null;
  readonly formatVersion: string | null;
  readonly architecture: string | null;
  readonly tensors: number;
  readonly metadata: Readonly<Record<string, Json>>;
  readonly details: Readonly<Record<string, Json>>;
}

/** Facts of an artifact. Plain data, fit for JSON. */
export interface ArtifactFactsReport {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
  /** null: nobody asked for digests. */
  readonly sha256: string | null;
  readonly formats: readonly FormatName[];
  readonly architecture: string | null;
  readonly parameters: number;
  readonly dtypes: Readonly<Record<string, { readonly tensors: number; readonly bytes: number }>>;
  /** null: no tensor was found. */
  readonly memory: MemoryNeed | null;
  readonly files: readonly InspectedFile[];
  readonly tensors: readonly Tensor[];
  readonly problems: readonly Problem[];
  /** In all, also of those that are not listed. */
  readonly problemCount: number;
}

export interface InspectionFailure {
  readonly path: string;
  readonly error: { readonly code: string; readonly message: string };
}

export type ArtifactInspection = ArtifactFactsReport | InspectionFailure;

/** Work for a worker: what is otherwise in one artifact than in another. Its result is an ArtifactComparison. */
export interface CompareTask {
  readonly kind: 'compare';
  readonly from: string;
  readonly to: string;
  readonly budget: ArtifactBudget;
}

export interface ComparedArtifact {
  readonly path: string;
  readonly bytes: number;
  readonly formats: readonly FormatName[];
  readonly architecture: string | null;
  readonly parameters: number;
  readonly tensors: number;
  /** With any of them it may not be what it says. */
  readonly problems: number;
}

export type ArtifactComparison =
  | InspectionFailure
  | { readonly from: ComparedArtifact; readonly to: ComparedArtifact; readonly difference: ArchitectureDifference };
