import type { Rule } from './rule.js';

/** The suite whose subjects were made of nothing: there is no job that they could be held against. */
export const ARTIFACT = 'artifact';

/** What experience says of models that fail. */
export const ARTIFACT_FAILURES: readonly Rule[] = [
  {
    checks: ['file_integrity'],
    codes: ['digest_differs'],
    text: 'Files are not those whose digest was announced',
    action: 'Fetch them again from where the digest was taken; where they were published anew, ask for the new digest',
  },
  {
    checks: ['signature'],
    text: 'Files are not as they were signed, or not signed by this key',
    action: 'Fetch them again from their publisher, and see whether the key is theirs',
  },
  {
    checks: ['unsafe_content'],
    text: 'Models bring code, or bytes that nothing accounts for',
    action: 'Load none of them; convert to safetensors or GGUF where they were trained, and publish that',
  },
  {
    checks: ['format_validation'],
    text: 'Models are cut off, or break the rules of their format',
    action:
      'Compare sizes and digests with the source, and fetch or export again; the rule and its byte are in the report',
  },
  {
    checks: ['memory_requirements'],
    text: 'Models need more memory than there is where they are to run',
    action: 'Quantise further, serve a shorter context (limits.memoryContextTokens), or name another environment',
  },
  {
    checks: ['weights_sanity'],
    text: 'Weights are no numbers, or nothing but zeros',
    action: 'Look at the training and the conversion of the tensors that the reports name',
  },
  {
    checks: ['architecture_compatibility'],
    text: 'Models are built otherwise than their baselines',
    action: 'See what differs: pressproof artifact diff BASELINE MODEL',
  },
  {
    checks: ['inference'],
    codes: ['memory_limit', 'time_limit'],
    text: 'Models do not load or answer within their memory and time',
    action: 'Raise limits.inferenceMemoryMb or limits.inferenceTimeoutMs where models are this large',
  },
  {
    checks: ['inference'],
    text: 'The runtime refuses models, or dies of them',
    action: 'Look at the reason that the reports give, and convert again with the version that the runtime knows',
  },
  {
    checks: ['response_quality'],
    text: 'Models load, and answer nothing worth the name',
    action: 'Look at the responses in the reports; compare prompt template, tokenizer and conversion with the source',
  },
  {
    checks: ['latency'],
    text: 'Models answer too slowly',
    action: 'Quantise further, or measure where they are to run: a report tells the load and every percentile',
  },
  {
    checks: ['holdout', 'regression'],
    text: 'Models give fewer right answers than is asked, or than their baselines',
    action: 'Look at the mistakes that the reports list, and at labels, templates and preprocessing of the holdout',
  },
];

export const ARTIFACT_INCONCLUSIVE: readonly Rule[] = [
  {
    codes: ['timeout'],
    text: 'Validation does not finish in its time limit',
    action: 'Raise artifact.timeoutMs, run fewer other things on the machine, or look at less (coverage: sampled)',
  },
  {
    codes: ['worker_died'],
    text: 'Worker threads die, as they do without memory',
    action: 'Look at memory of the process, or lower pool.threads',
  },
  {
    codes: ['runtime_missing', 'runtime_unusable'],
    text: 'The package that runs such models is not installed, or does not work here',
    action: 'npm install --ignore-scripts node-llama-cpp onnxruntime-node',
  },
  {
    codes: ['no_holdout'],
    text: 'An accuracy is asked for or reported, and there is no holdout to measure it by',
    action: 'Give one with --holdout FILE',
  },
  {
    codes: ['baseline_missing', 'baseline_broken', 'baseline_empty', 'baseline_unmeasured', 'no_baseline'],
    text: 'The baseline is not there, or cannot be measured',
    action: 'See whether --baseline names the model that is in use, and judge it with "pressproof artifact validate"',
  },
  {
    codes: ['format_broken', 'no_format'],
    text: 'Files cannot be read to their end, so nothing is known of what is in them',
    action: 'Look at what format_validation says of them, and fetch or export them again',
  },
  {
    codes: ['not_read', 'whole_cache'],
    text: 'Something is no model, or holds one in a way that is not read here',
    action: 'Look at what the reports name; leave it out, name the folder of one model, or export safetensors or GGUF',
  },
];
