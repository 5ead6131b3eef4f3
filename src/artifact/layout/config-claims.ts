import type { Member } from '../contents.js';
import type { ReadContext, Tensor } from '../formats/format.js';
import { ProblemList } from '../problem.js';
import type { AcrossFiles } from './across.js';
import { note } from './notes.js';
import { folderOf, readJsonFile } from './read-json.js';

/** Tables with a row for each token and a column for each number of the hidden state, by the ends of their names. */
const EMBEDDINGS = ['.embed_tokens.weight', '.wte.weight', '.word_embeddings.weight'];
/** Packed and quantised tables have other shapes. */
const PLAIN = new Set(['F64', 'F32', 'F16', 'BF16']);
/** Names of the width of the hidden state, by model family. */
const WIDTHS = ['hidden_size', 'n_embd', 'd_model'];
/** With one of these the table is of another width or height than the model. */
const EXCEPTIONS = [
  'embedding_size',
  'word_embed_proj_dim',
  'decoder_vocab_size',
  'quantization_config',
  'text_config',
  'vision_config',
  'audio_config',
];
/** Layers that decoders number from 0. */
const LAYER = /^model\.layers\.([0-9]{1,6})\./;

interface Claim {
  readonly value: number;
  readonly offset: number;
}

interface Config {
  readonly file: string;
  readonly numbers: ReadonlyMap<string, Claim>;
  readonly names: ReadonlySet<string>;
}

/**
 * Holds each config.json to the safetensors beside it, as loaders do: the table of embeddings has vocab_size rows of
 * hidden_size, and every layer up to num_hidden_layers is there. What a config does not claim is not judged.
 */
export function judgeConfigs({ layout, files, context }: AcrossFiles): void {
  for (const member of layout.members) {
    if (member.name !== 'config.json' && !member.name.endsWith('/config.json')) continue;
    const folder = folderOf(member.name);
    const beside = files.filter(({ file, format }) => format === 'safetensors' && folderOf(file) === folder);
    const config = readConfig(member, context);
    const tensors = beside.flatMap((file) => file.tensors);
    if (tensors.length === 0) continue;
    judgeEmbeddings(config, tensors, context);
    judgeLayers(config, tensors, context);
  }
}

function judgeEmbeddings(
  { file, numbers, names }: Config,
  tensors: readonly Tensor[],
  { problems }: ReadContext,
): void {
  if (EXCEPTIONS.some((name) => names.has(name))) return;
  const width = WIDTHS.find((name) => numbers.has(name));
  for (const { name, dtype, shape } of tensors) {
    if (!EMBEDDINGS.some((end) => `.${name}`.endsWith(end)) || !PLAIN.has(dtype) || shape.length !== 2) continue;
    for (const [claimed, dimension] of [['vocab_size', shape[0]!] as const, [width ?? '', shape[1]!] as const]) {
      const claim = numbers.get(claimed);
      if (!claim || claim.value === dimension) continue;
      const message = `Expected ${claimed} ${dimension}, the shape of ${name} being [${shape.join(', ')}], found ${claim.value}`;
      note(problems, { rule: 'config_embeddings', file, offset: claim.offset, part: claimed, message });
    }
  }
}

function judgeLayers({ file, numbers }: Config, tensors: readonly Tensor[], { problems }: ReadContext): void {
  const claim = numbers.get('num_hidden_layers');
  const layers = new Set(tensors.flatMap(({ name }) => LAYER.exec(name)?.[1] ?? []).map(Number));
  // models that number their layers otherwise claim nothing of these; further ones may predict further tokens
  if (!claim || !layers.has(0)) return;
  const there = [...layers].filter((layer) => layer < claim.value).length;
  if (there === claim.value) return;
  const message = `Expected tensors of all ${claim.value} layers, as num_hidden_layers says, found those of ${there}`;
  note(problems, { rule: 'config_layers', file, offset: claim.offset, part: 'num_hidden_layers', message });
}

function readConfig(member: Member, context: ReadContext): Config {
  const numbers = new Map<string, Claim>();
  const names = new Set<string>();
  // what is wrong with it as JSON is said where every configuration is read (carried-code.ts)
  const unsaid = { ...context, problems: new ProblemList() };
  readJsonFile(member, 'config', unsaid, (json) => {
    json.object(({ text }) => {
      const { kind, offset, text: digits } = json.tokens;
      if (kind !== 'null') names.add(text);
      if (kind === 'number' && /^[0-9]{1,15}$/.test(digits)) numbers.set(text, { value: Number(digits), offset });
      json.skip(text);
    });
  });
  return { file: member.name, numbers, names };
}
