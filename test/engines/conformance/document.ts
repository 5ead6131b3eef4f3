import type { Capability, Engine } from '../../../src/engines/engine.js';
import { ODD, type Effect, type Measurement } from './measure.js';

/** The guide on engines: what each declares, which follows from the code alone, beside what was measured of it. */
export function documentText(engines: readonly Engine[], measured: ReadonlyMap<string, Measurement>): string {
  const sections = engines.map((engine) => section(engine, measured.get(engine.name)));
  return `${[INTRODUCTION, overview(engines, measured), ...sections].join('\n\n')}\n`;
}

/** Of each engine, the lines that follow from the code; the same on every machine. */
export function declaredText(engine: Engine): string {
  return [`## ${engine.name}`, '', engine.install, '', 'Declared:', '', declaredTable(engine)].join('\n');
}

const INTRODUCTION = `# Engines

What each engine offers, and what was seen of it when it was asked. \`npx tsx scripts/engines-table.ts\` writes this page: it
runs every engine that is on the machine over the same files and looks at the outputs with pressproof's own reader and
checks. \`npm test\` runs the same measurements for the engines that are there and fails where one of them disagrees with
what the engine declares; so a parameter that changes nothing cannot be offered.

- **effect**: bytes of the output at each value, of 16 frames of smooth colour with grain (148,600 bytes); for \`optimize\` of
  20 frames in which little moves (32,402 bytes), for \`dither\` with 32 colours. The verdict is that of
  \`pressproof validate\` with the same request; at the far end of a scale, \`quality_degradation\` is the honest answer.
- **colour bound**: distinct colours over all frames / in the fullest frame, asked for 8, 16 and 64, on 10 frames that share
  few colours.
- **kept**: of an animation with uneven delays, see-through parts and a loop count, asked for nothing. *Pixel error* is the
  largest difference of one channel (0 to 255) anywhere; *held frames* is what is left of twelve of which three differ.
- **odd inputs**: one frame; 1 x 1 pixel; a few bytes that claim 65,535 x 65,535 pixels; a file cut at 60 %; an empty file.
  \`unsupported_input\` and \`engine_failed\` are refusals with a message, and nothing is written.
- **abort**: the code of the error, the processes left of its group, the files left in the folder.`;

function overview(engines: readonly Engine[], measured: ReadonlyMap<string, Measurement>): string {
  const rows = engines.map(({ name }) => {
    const found = measured.get(name);
    if (!found) return [name, 'not on the machine'];
    const { difference, heldFrames, version, loops } = found;
    return [
      `[${name}](#${name})`,
      version,
      scopeOf(found),
      difference.error === null ? 'other size' : String(difference.error),
      difference.durationMs === 0 && difference.driftMs === 0
        ? 'yes'
        : `${difference.durationMs} ms longer, ${difference.driftMs} ms off`,
      loops.every(([before, after]) => before === after) ? 'yes' : 'no',
      difference.transparency === 0 ? 'yes' : `${percent(difference.transparency)} differs`,
      `${heldFrames} of 12`,
    ];
  });
  const head = [
    'engine',
    'version',
    'colour bound',
    'pixel error',
    'time kept',
    'loops kept',
    'transparency kept',
    'held frames',
  ];
  return table(
    head,
    rows.map((row) => [...row, ...head.slice(row.length).map(() => '')]),
  );
}

function section(engine: Engine, found: Measurement | undefined): string {
  return [declaredText(engine), found ? measuredText(found) : 'Not measured: it was not on the machine.'].join('\n\n');
}

function declaredTable({ capabilities }: Engine): string {
  const rows = capabilities.map((capability) => [
    capability.operation,
    capability.parameter === null ? '' : `\`${capability.parameter}\``,
    valuesText(capability),
    capability.typical.join(', '),
    capability.colorScope ?? '',
    capability.note,
  ]);
  return table(['operation', 'parameter', 'values', 'typical', 'bounds', 'what it does'], rows);
}

function valuesText({ range, choices, needs }: Capability): string {
  const values = choices ? choices.join(', ') : range ? `${range.min} to ${range.max}` : '';
  return needs ? `${values} (with \`${needs}\`)` : values;
}

function measuredText({ version, effects, colors, loops, fates, abort }: Measurement): string {
  const bounds = colors.map(({ limit, union, maxPerFrame }) => `${limit}: ${union} / ${maxPerFrame}`);
  const odd = ODD.map((name) => `${name}: ${fates[name]}`);
  const repeats = loops.map(([before, after]) => `${before ?? 'none'} -> ${after ?? 'none'}`);
  const processes = abort.processes === null ? '' : `, ${abort.processes} processes left`;
  return [
    `Measured with version ${version}:`,
    table(
      ['asked for', 'effect (bytes)', 'verdicts'],
      effects.map((effect) => [
        askedText(effect),
        effect.bytes.join(', '),
        effect.verdicts.map(verdictText).join(', '),
      ]),
    ),
    [
      ...(bounds.length > 0 ? [`- colour bound: ${bounds.join('; ')}`] : []),
      `- loop counts: ${repeats.join('; ')}`,
      `- odd inputs: ${odd.join('; ')}`,
      `- abort: ${abort.code}${processes}, ${abort.files.length} files left`,
    ].join('\n'),
  ].join('\n\n');
}

function askedText({ capability, values }: Effect): string {
  return capability.parameter === null ? 'nothing' : `\`${capability.parameter}\` ${values.join(', ')}`;
}

function verdictText({ verdict, checks }: Effect['verdicts'][number]): string {
  return checks.length === 0 ? verdict : `${verdict} (${checks.join(', ')})`;
}

function scopeOf({ colors }: Measurement): string {
  if (colors.length === 0) return 'none';
  if (colors.every(({ limit, union }) => union <= limit)) return 'animation';
  return colors.every(({ limit, maxPerFrame }) => maxPerFrame <= limit) ? 'frame' : 'broken';
}

function percent(share: number | null): string {
  return share === null ? 'unknown share' : `${(100 * share).toFixed(1)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
