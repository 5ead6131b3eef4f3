import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { isBesideSnapshots } from '../../artifact/layout/hub-cache.js';
import { isArchive, isModelFile } from '../../artifact/sniff.js';
import { isSystemError } from '../../core/system-error.js';
import { namesInOrder } from './names-in-order.js';
import type { Source, SourceOptions } from './source.js';

export interface ArtifactWalkOptions {
  /** Folders that are not entered, absolute. */
  readonly except?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of each file that is no model and belongs to none. */
  readonly onOther?: ((path: string) => void) | undefined;
}

/**
 * Files that make the folder around them one model: its configuration, an index of its shards, data of its tensors, shards of
 * TensorFlow.js.
 */
const BINDING = [
  /^config\.json$/i,
  /^model_index\.json$/i,
  /\.index\.json$/i,
  /\.onnx[._]data$/i,
  /^group\d+-shard\d+of\d+(\.bin)?$/i,
];

/** Parts of one model: `model-00001-of-00003.gguf`. */
const PART = /-\d{5}-of-\d{5}\.\w+$/;

/** Whether a folder holds files that only together are a model. Those of folders below it do not count. */
async function isArtifactFolder(folder: string, signal?: AbortSignal): Promise<boolean> {
  for await (const entry of namesInOrder(folder, signal)) {
    if (entry.isDirectory()) continue;
    if ([...BINDING, PART].some((pattern) => pattern.test(entry.name))) return true;
    // OpenVINO: what is in the one stands in the other
    if (entry.name.endsWith('.xml') && existsSync(join(folder, entry.name.replace(/xml$/, 'bin')))) return true;
  }
  return false;
}

/**
 * The models of a folder, in the order of names: the folder itself where its files belong together, else each of its files
 * that is a model by content or name, and what its folders hold. A folder that cannot be read is given itself, so that
 * whoever looks at it says why.
 */
export async function* artifactsBelow(folder: string, options: ArtifactWalkOptions = {}): AsyncGenerator<string, void> {
  const { except = [], signal, onOther } = options;
  try {
    if (await isArtifactFolder(folder, signal)) {
      yield folder;
      return;
    }
    for await (const entry of namesInOrder(folder, signal)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (isBesideSnapshots(folder, entry.name)) continue;
        if (!except.includes(path)) yield* artifactsBelow(path, options);
      } else if (isModelFile(path) || isArchive(path)) {
        // an archive may hold anything
        yield path;
      } else onOther?.(path);
    }
  } catch (error) {
    // not what a consumer throws: generators are ended by it, not entered
    if (!isSystemError(error)) throw error;
    yield folder;
  }
}

/** Files of which people read the names; of more they read how many there are. */
const OTHERS_NAMED = 3;

/** Takes files down that are no models, and says so in one line. */
export class Others {
  readonly #named: string[] = [];
  #count = 0;

  readonly add = (path: string): void => {
    this.#count += 1;
    if (this.#named.length < OTHERS_NAMED) this.#named.push(path);
  };

  /** null: there are none. */
  get text(): string | null {
    if (this.#count === 0) return null;
    const more = this.#count > this.#named.length ? ` and ${this.#count - this.#named.length} more` : '';
    const why = this.#count === 1 ? 'it is no model' : 'they are no models';
    return `Not looked at, since ${why}: ${this.#named.join(', ')}${more}`;
  }
}

/** The models below a folder. */
export function artifactSource(input: string, options: SourceOptions): Source {
  const root = resolve(input);
  return {
    input,
    root,
    isManifest: false,
    emptiness: 'holds no model',
    covers: (location) => location.startsWith(`${root.replace(/\/$/, '')}/`),
    async *list() {
      const others = new Others();
      for await (const location of artifactsBelow(root, {
        except: options.except,
        signal: options.signal,
        onOther: others.add,
      })) {
        // a folder that is a model itself has no name below itself
        yield { location, name: relative(root, location) || basename(root) };
      }
      if (others.text !== null) options.tell(others.text);
    },
  };
}
