import { PressproofError } from '../../core/errors.js';
import { ValidationError } from '../../guard/errors.js';
import { callOf } from '../../guard/call.js';
import { guard } from '../../guard/guard.js';
import { planFor } from '../../guard/plan/plan-now.js';
import { timed } from '../../guard/stopwatch.js';
import type { Outcome, Task } from '../task.js';
import { listen } from './heard.js';
import type { Places } from './places.js';
import { stagesIn } from './blame.js';
import { compressionOf } from './recipe.js';
import { keepingBeside, keepRejected } from './rejected.js';
import type { WorkSettings } from './settings.js';
import { unjudged } from './unjudged.js';
import { writtenAt } from './written.js';

/** Compresses an input by its recipe into `staged`, unless enforce mode rejects it. */
export async function compressed(
  { item, staged, target }: Task,
  work: WorkSettings,
  places: Places,
  signal: AbortSignal,
): Promise<Outcome> {
  if (item.recipe === null || staged === null || target === null) {
    throw new PressproofError('item_failed', `Expected a recipe, a target and a place to stage ${item.entry.name}`);
  }
  const { compressor, parameters, operation } = compressionOf(item.recipe);
  const heard = listen();
  try {
    const input = await places.input(item.entry.input);
    const output = await places.output(staged, target);
    const settings = keepingBeside(work.settings, output);
    const options = { ...work, settings, operation, names: places.names, onReport: heard.claim };
    const job = { compressor, options, input, output, parameters, signal };
    // of now, as the guard's own: a switch that is turned while an engine works is for items that begin after it
    const plan = planFor(callOf(job), process.env);
    const shrink = guard(compressor, options);
    const result = await timed(() => shrink(input, output, parameters, signal)).catch((error: unknown) => {
      if (error instanceof ValidationError) return error;
      throw error;
    });
    if (result instanceof ValidationError) {
      await keepRejected(result, work.settings.settings.quarantineDir, item);
      const decision = await heard.decision();
      if (decision === null) throw result;
      return { kind: 'judged', decision, written: null, ...stagesIn(item.recipe, decision.report) };
    }
    const decision = (await heard.decision()) ?? unjudged(job, plan, result);
    const written = await writtenAt(output, decision.report);
    await places.deliver(output, staged);
    return { kind: 'judged', decision, written, ...stagesIn(item.recipe, decision.report) };
  } finally {
    heard.end();
  }
}
