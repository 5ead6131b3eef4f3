import type { Layout, Structure } from './contents.js';
import type { Problem } from './problem.js';

/** Of an artifact whose files are of no format that is known, without anything else wrong with them. */
export function noFormat({ kind, members }: Pick<Layout, 'kind' | 'members'>): string {
  if (kind === 'file') return 'The content is of no known model format';
  return `No file of a known model format among ${members.length} files`;
}

/** Why there is no model whose facts could be told; null: there is one. */
export function whyNoModel(
  layout: Layout,
  { formats, problems }: Structure,
): { readonly code: string; readonly reason: string } | null {
  if (formats.length > 0) return null;
  if (layout.kind === 'file' && layout.bytes === 0) return { code: 'empty_file', reason: 'The file is empty' };
  const [first]: readonly Problem[] = [...layout.problems, ...problems];
  if (first) return { code: first.rule, reason: first.message };
  return { code: 'no_model', reason: noFormat(layout) };
}
