import type { EngineListing } from '../../engines/index.js';
import type { ParameterName } from '../../engines/engine.js';
import { recipeOf, type Recipe, type Stage } from '../recipe.js';

type Capability = EngineListing['capabilities'][number];

/**
 * What is tried where nobody says what: every engine that is here, each thing it can do alone, at the values that a
 * person would try first.
 * @param listing - see listEngines
 */
export function defaultRecipes(listing: readonly EngineListing[]): Recipe[] {
  const stages = listing.filter(({ available }) => available).flatMap(stagesOf);
  // several capabilities may be asked for by the same thing
  return [...new Map(stages.map((stage) => recipeOf([stage])).map((recipe) => [recipe.label, recipe])).values()];
}

function stagesOf({ name: engine, capabilities }: EngineListing): Stage[] {
  return capabilities.flatMap((capability) => {
    const { parameter } = capability;
    if (parameter === null) return [{ engine, parameters: {} }];
    const along = needed(capability, capabilities);
    return capability.typical.map((value) => ({ engine, parameters: { ...along, [parameter]: value } }));
  });
}

/** What has to be stated with a parameter for it to change anything, at its first typical value. */
function needed(
  { needs }: Capability,
  capabilities: readonly Capability[],
): Partial<Record<ParameterName, number | string>> {
  const value = capabilities.find(({ parameter }) => parameter === needs)?.typical[0];
  return needs === null || value === undefined ? {} : { [needs]: value };
}
