import type { Layout, Member } from '../contents.js';
import { FileSource } from '../source/byte-source.js';
import type { Work } from './size.js';

/** A config.json has some kilobytes; one of more than this is none. */
const MAX_CONFIG_BYTES = 2 ** 20;

/** Beside the configuration, what a framework takes for its work is said nowhere. */
const ACTIVATIONS = 'what its layers hand to each other (activations)';

/**
 * What a model in the layout of Hugging Face keeps of each token, by its config.json: num_hidden_layers,
 * num_key_value_heads (else num_attention_heads), head_dim (else hidden_size / num_attention_heads). Models of images and
 * text say it of their text part. A model that does not write keeps nothing.
 */
export function folderSequence({ members }: Layout): Work {
  const file = members.find(({ name }) => name === 'config.json');
  if (!file) return { sequence: null, unknown: [`${ACTIVATIONS}, and its layers and heads: there is no config.json`] };
  const config = objectIn(file);
  if (!config) return { sequence: null, unknown: [`${ACTIVATIONS}: its config.json cannot be read`] };
  const text = isObject(config.text_config) ? config.text_config : config;
  const count = (key: string) => countOf(text[key]);
  if (!writes(config)) return { sequence: null, unknown: [ACTIVATIONS] };
  const layers = count('num_hidden_layers');
  const heads = count('num_attention_heads');
  const hidden = count('hidden_size');
  const kept = count('num_key_value_heads') ?? heads;
  const width = count('head_dim') ?? (heads && hidden ? Math.floor(hidden / heads) : null);
  if (layers === null || heads === null || kept === null || width === null) {
    return {
      sequence: null,
      unknown: [ACTIVATIONS, 'its key-value cache: config.json does not say its layers and heads'],
    };
  }
  const sequence = {
    layers,
    keptPerToken: layers * kept * 2 * width,
    arithmetic: `${layers} layers x ${kept} heads x (${width} + ${width})`,
    contextLength: count('max_position_embeddings'),
    vocabulary: count('vocab_size'),
    from: 'config.json',
  };
  return { sequence, unknown: [ACTIVATIONS] };
}

/** Whether it writes token by token, as its class says; where no class is named, whatever has layers might. */
function writes({ architectures }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(architectures) || architectures.length === 0) return true;
  return architectures.some(
    (name) => typeof name === 'string' && /ForCausalLM|ForConditionalGeneration|LMHead/.test(name),
  );
}

function objectIn({ path, name, bytes }: Member): Readonly<Record<string, unknown>> | null {
  if (bytes > MAX_CONFIG_BYTES) return null;
  const source = new FileSource(path, name);
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(source.read(0, bytes)));
    return isObject(parsed) ? parsed : null;
  } catch {
    // no UTF-8 or no JSON: the caller says that it cannot be read
    return null;
  } finally {
    source.close();
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
