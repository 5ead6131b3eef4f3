import type { AcrossJudgement } from './across.js';
import { judgeExternalData } from '../formats/onnx/external.js';
import { judgeCarriedCode } from './carried-code.js';
import { judgeConfigs } from './config-claims.js';
import { judgeGgufSplits } from './gguf-splits.js';
import { judgeOtherFormats } from './other-formats.js';
import { judgeShardIndexes } from './shard-index.js';
import { judgeShardNumbers } from './shard-numbers.js';

/** Everything that takes more than one file to see. A new judgement is one file and one line here. */
export const ACROSS: readonly AcrossJudgement[] = [
  judgeShardIndexes,
  judgeShardNumbers,
  judgeGgufSplits,
  judgeConfigs,
  judgeCarriedCode,
  judgeExternalData,
  judgeOtherFormats,
];
