export const ARTIFACT = 'artifact';

/** Ids of the artifact suite in the order of its registry (index.ts), for those who only have to name its checks. */
export const ARTIFACT_CHECK_IDS = [
  'file_integrity',
  'signature',
  'format_validation',
  'size_limits',
  'memory_requirements',
  'unsafe_content',
  'architecture_compatibility',
  'weights_sanity',
  'inference',
  'response_quality',
  'latency',
  'holdout',
  'regression',
] as const;

/** Those that need no more than headers and ask for nothing: what a scan runs. */
export const SCAN_CHECK_IDS = ['format_validation', 'size_limits', 'unsafe_content'] as const;
