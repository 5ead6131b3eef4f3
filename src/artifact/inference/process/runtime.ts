import { reasonOf } from '../../../core/errors.js';
import { installOf } from '../runtimes.js';
import type { LoaderStart, RefusalCode, Request } from './messages.js';

/** A package that runs models. */
export interface Runtime {
  /** With its version. */
  readonly name: string;
  /** @throws with the loader's own reason where it refuses the file */
  load(start: LoaderStart): Promise<RunningModel>;
}

export interface RunningModel {
  /** What is told of it: a TextAbout or a TensorAbout. */
  readonly about: unknown;
  answer(request: Request): Promise<unknown>;
}

/** Why there is no runtime, or no model. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Loads an optional package.
 * @throws Refusal `runtime_missing`, `runtime_unusable`
 */
export async function packaged<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' && reasonOf(error).includes(`'${name}'`);
    if (isMissing)
      throw new Refusal('runtime_missing', `${name} is not installed; ${installOf(name)}`, { cause: error });
    throw new Refusal('runtime_unusable', `${name} cannot be used here: ${reasonOf(error)}`, { cause: error });
  }
}

/** Characters of a reason: a runtime's own may repeat itself for every level of a graph. */
const REASON = 500;

/** What a runtime threw, on one line. */
export function spoken(error: unknown): string {
  return reasonOf(error).replace(/\s+/g, ' ').trim().slice(0, REASON);
}
