import type { Engine } from '../../engines/engine.js';
import type { PipelineResult, StageResult } from './result.js';
import type { StageCompressor, Step } from './stage.js';

const UNKNOWN = 'unknown';

/**
 * Engines and their versions, one for each stage that was asked for, joined by ` | `: the same whether stages ran as one,
 * one by one or, after one that failed, not at all. Whoever counts failures by version would otherwise count by verdict.
 */
export async function labelsOf(
  steps: readonly Step[],
  done: readonly StageResult[],
): Promise<Pick<PipelineResult, 'engine' | 'engineVersion'>> {
  const versions = new Map(
    done.flatMap(({ stages, compressed }) => stages.map((stage) => [stage, saidBy(compressed)])),
  );
  const stages = steps.flatMap(({ stages: positions, compressor }) =>
    positions.map((position) => ({ position, compressor })),
  );
  const all = await Promise.all(
    stages.map(async ({ position, compressor }) => versions.get(position) ?? (await installed(compressor))),
  );
  return { engine: stages.map(({ compressor }) => compressor.name).join(' | '), engineVersion: all.join(' | ') };
}

function saidBy(compressed: object): string {
  const { engineVersion } = compressed as { engineVersion?: unknown };
  return typeof engineVersion === 'string' ? engineVersion : UNKNOWN;
}

/** Of an engine that did not run; other compressors say their version only with what they made. */
async function installed(compressor: StageCompressor): Promise<string> {
  const { install, version } = compressor as Partial<Engine>;
  if (typeof install !== 'string' || !version) return UNKNOWN;
  const found = await version();
  return found.available ? found.version : UNKNOWN;
}
