import { didYouMean } from '../../config/index.js';
import { PressproofError, UsageError } from '../../core/errors.js';
import { PARAMETER_NAMES, type Engine, type ParameterName } from '../../engines/engine.js';
import { honour, honourHere } from '../../engines/honour.js';
import { ENGINES } from '../../engines/index.js';
import type { Recipe, Stage } from '../recipe.js';

/**
 * Refuses recipes that cannot be followed, before any of them is: an engine that there is none of or that is not on this
 * machine, a parameter that it does not have, a value that it does not take.
 * @throws UsageError naming the recipe and the remedy
 */
export async function checkRecipes(recipes: readonly Recipe[], engines: readonly Engine[] = ENGINES): Promise<void> {
  const versions = new Map<string, ReturnType<Engine['version']>>();
  for (const { label, stages } of recipes) {
    for (const stage of stages) {
      const engine = engineOf(stage, engines, label);
      refuseUnknown(stage, label);
      const parameters = refusing(label, () => honour(engine, stage.parameters, engines));
      // a program is started for it, once for all recipes
      if (!versions.has(engine.name)) versions.set(engine.name, engine.version());
      const version = await versions.get(engine.name)!;
      if (!version.available) {
        const { name, install } = engine;
        throw new UsageError(
          'engine_missing',
          `${name} of the recipe ${label} cannot run: ${version.reason}. ${install}`,
        );
      }
      refusing(label, () => honourHere(engine, parameters, version));
    }
  }
}

function refuseUnknown({ parameters }: Stage, label: string): void {
  const unknown = Object.keys(parameters).find((name) => !PARAMETER_NAMES.includes(name as ParameterName));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, PARAMETER_NAMES) || `; there are ${PARAMETER_NAMES.join(', ')}`;
  throw new UsageError(
    'invalid_argument',
    `Unknown parameter ${JSON.stringify(unknown)} of the recipe ${label}${hint}`,
  );
}

function engineOf({ engine: name }: Stage, engines: readonly Engine[], label: string): Engine {
  const found = engines.find((engine) => engine.name === name);
  if (found) return found;
  const names = engines.map((engine) => engine.name);
  const hint = didYouMean(name, names) || `; there are ${names.join(', ')}`;
  throw new UsageError('unknown_engine', `There is no engine ${JSON.stringify(name)} of the recipe ${label}${hint}`);
}

function refusing<T>(label: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PressproofError)) throw error;
    throw new UsageError(error.code, `${error.message} (recipe ${label})`, { cause: error });
  }
}
