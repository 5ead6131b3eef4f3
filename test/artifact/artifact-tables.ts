import { artifactChecks } from '../../src/artifact/checks/index.js';
import { DEFAULT_ENVIRONMENTS } from '../../src/artifact/environments.js';
import { installOf, LLAMA, ONNX } from '../../src/artifact/inference/runtimes.js';
import { rangeInWords } from '../../src/core/limits.js';

/** What of the guide to artifacts follows from the source, by name, as Markdown that is not yet formatted. */
export function artifactTables(): ReadonlyMap<string, string> {
  const limits = artifactChecks.flatMap((check) =>
    Object.entries(check.limits).map(([name, limit]) => [
      `\`${name}\``,
      `\`${check.id}\``,
      limit.default === null ? 'none' : String(limit.default),
      rangeInWords(limit),
    ]),
  );
  const environments = DEFAULT_ENVIRONMENTS.map((one) => [
    one.name,
    `${one.ramGb} GB`,
    `${one.vramGb} GB`,
    `${one.minAccuracy * 100} %`,
    `${one.maxLatencyMs} ms`,
    one.gpuRequired ? 'yes' : 'no',
  ]);
  return new Map([
    [
      'checks',
      table(
        ['check', 'what it proves'],
        artifactChecks.map(({ id, docs }) => [`\`${id}\``, docs.summary]),
      ),
    ],
    ['runtimes', `\`\`\`\n${installOf(LLAMA, ONNX)}\n\`\`\``],
    ['limits', table(['limit', 'of', 'default', 'takes'], limits)],
    ['environments', table(['environment', 'RAM', 'VRAM', 'accuracy', 'latency', 'needs a GPU'], environments)],
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
