import type { Layout, Structure } from './contents.js';
import type { Problem } from './problem.js';

/** Why there is no model whose facts could be told; null: there is one. */
export function whyNoModel(
  layout: Pick<Layout, 'problems'>,
  { formats, problems }: Pick<Structure, 'formats' | 'problems'>,
): { readonly code: string; readonly reason: string } | null {
  if (formats.length > 0) return null;
  const [first]: readonly Problem[] = [...layout.problems, ...problems];
  if (first) return { code: first.rule, reason: first.message };
  return { code: 'no_model', reason: 'There is no file of a known model format' };
}
