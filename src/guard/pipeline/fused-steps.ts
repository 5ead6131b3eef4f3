import type { Engine } from '../../engines/engine.js';
import { fused } from '../../engines/fuse.js';
import { askedOfAll, type Step } from './stage.js';

/** As few runs as do the same: neighbours of one engine that can do both at once become one. */
export function fusedSteps(steps: readonly Step[]): Step[] {
  const runs: Step[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    const parameters = last && last.compressor === step.compressor ? together(last, step) : null;
    if (!last || !parameters) runs.push(step);
    else runs[runs.length - 1] = joined(last, step, parameters);
  }
  return runs;
}

function together(first: Step, then: Step): Step['parameters'] | null {
  // anybody may call a compressor gifsicle; only engines have parameters of which we know what they do
  const isOurs = typeof (first.compressor as Partial<Engine>).install === 'string';
  return isOurs ? (fused(first.compressor, first.parameters, then.parameters) as Step['parameters'] | null) : null;
}

function joined(first: Step, then: Step, parameters: Step['parameters']): Step {
  const parts = [...(first.parts.length > 0 ? first.parts : [first]), then];
  const stages = parts.flatMap((part) => part.stages);
  return { stages, compressor: first.compressor, parameters, asked: askedOfAll(parts), parts };
}
