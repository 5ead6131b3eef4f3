import { z } from 'zod';
import { bytesText } from '../../core/bytes-text.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import { mistakesOf } from '../mistakes.js';
import { ruledProblems, type RuledProblem } from '../problems.js';
import { countText, durationText } from '../units.js';
import { html, type Markup } from './markup.js';

/** Rows of a table that a person reads; the JSON report has all. */
const ROWS = 20;

const factsSchema = z.object({
  formats: z.array(z.string()),
  architecture: z.string().nullable(),
  parameters: z.number(),
  tensors: z.number(),
  largest: z.array(
    z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.number()), bytes: z.number(), file: z.string() }),
  ),
});
const memorySchema = z.object({
  terms: z.array(z.object({ what: z.string(), arithmetic: z.string(), bytes: z.number() })),
  unknown: z.array(z.string()),
});
const timing = z.number().nullable();
const latencySchema = z.array(
  z.looseObject({
    file: z.string(),
    loadMs: timing,
    coldMs: timing.optional(),
    tokensPerSecond: timing.optional(),
    warm: z.looseObject({ n: z.number(), p50Ms: timing, p95Ms: timing }).optional(),
  }),
);

/** What checks measured of a model, as tables: its facts, its largest tensors, the arithmetic of its memory, its timings. */
export function modelSection({ checks, subject }: Report): Markup | null {
  const of = (id: string) => checks.find((check) => check.id === id);
  const facts = factsSchema.safeParse(of('format_validation')?.details);
  const memory = memorySchema.safeParse(of('memory_requirements')?.details);
  const latency = latencySchema.safeParse(of('latency')?.actual);
  const tables = [
    facts.success ? factTable(facts.data) : null,
    memory.success ? memoryTable(memory.data) : null,
    latency.success ? latencyTable(latency.data) : null,
    facts.success ? tensorTable(facts.data) : null,
    subject.members === undefined ? null : memberTable(subject.members),
  ].filter((each) => each !== null);
  return tables.length === 0
    ? null
    : html`<section class="part">
        <h3>Model</h3>
        ${tables}
      </section>`;
}

function factTable({ formats, architecture, parameters, tensors }: z.output<typeof factsSchema>): Markup {
  const rows = [
    ['Format', formats.length === 0 ? 'of no model' : formats.join(', ')],
    ...(architecture === null ? [] : [['Architecture', architecture]]),
    ['Parameters', countText(parameters)],
    ['Tensors', countText(tensors)],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function memoryTable({ terms, unknown }: z.output<typeof memorySchema>): Markup {
  const sum = terms.reduce((total, { bytes }) => total + bytes, 0);
  const rows = terms.map(({ what, arithmetic, bytes }) => [what, arithmetic, bytesText(bytes)]);
  const least = unknown.length === 0 ? '' : `at least; not counted: ${unknown.join('; ')}`;
  return table('Memory', ['', 'how it comes about', 'bytes'], [...rows, ['together', least, bytesText(sum)]]);
}

function latencyTable(files: z.output<typeof latencySchema>): Markup {
  const ms = (value: number | null | undefined) => (value === null || value === undefined ? '' : durationText(value));
  const rows = files.map(({ file, loadMs, coldMs, warm, tokensPerSecond }) => [
    file,
    ms(loadMs),
    ms(coldMs),
    ms(warm?.p50Ms),
    ms(warm?.p95Ms),
    warm === undefined ? '' : countText(warm.n),
    tokensPerSecond === null || tokensPerSecond === undefined ? '' : tokensPerSecond.toFixed(1),
  ]);
  return table('Timings', ['', 'load', 'first answer', 'p50', 'p95', 'answers', 'tokens a second'], rows);
}

function tensorTable({ largest, tensors }: z.output<typeof factsSchema>): Markup | null {
  if (largest.length === 0) return null;
  const rows = largest.map(({ name, dtype, shape, bytes }) => [name, dtype, shape.join(' × '), bytesText(bytes)]);
  const title = largest.length < tensors ? `Largest ${largest.length} of ${countText(tensors)} tensors` : 'Tensors';
  return table(title, ['', 'type', 'shape', 'bytes'], rows);
}

function memberTable(members: NonNullable<Report['subject']['members']>): Markup {
  const rows = members
    .slice(0, ROWS)
    .map(({ path, bytes, sha256 }) => [path ?? '', bytes === null ? '' : bytesText(bytes), sha256 ?? '']);
  const title = members.length > ROWS ? `First ${ROWS} of ${countText(members.length)} files` : 'Files';
  return table(title, ['', 'bytes', 'sha256'], rows);
}

/** The problems of a check with their places; null where it lists none that have rules. */
export function problemTable(check: CheckOutcome): Markup | null {
  const problems = ruledProblems(check);
  if (problems.length === 0) return null;
  const rows = problems.slice(0, ROWS).map((problem) => [problem.rule, placeText(problem), problem.message]);
  return table('', ['rule', 'place', 'problem'], rows);
}

/** The wrong answers that a check complains of; null where it lists none. */
export function mistakeTable(check: CheckOutcome): Markup | null {
  const mistakes = mistakesOf(check);
  if (mistakes.length === 0) return null;
  const rows = mistakes.map(({ line, input, expected, answer }) => [`line ${line}`, input, expected, answer]);
  return table('Mistakes', ['', 'input', 'expected', 'answer'], rows);
}

function placeText({ file, part, offset }: RuledProblem): string {
  return [file ?? [], part ?? [], offset === null ? [] : `byte ${offset}`].flat().join(', ');
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<table class="compared listed">
    ${
      title === ''
        ? null
        : html`<caption>
            ${title}
          </caption>`
    }
    <thead>
      <tr>
        ${head.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = '', ...cells]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${cells.map((cell) => (isFigure(cell) ? html`<td class="figure">${cell}</td>` : html`<td>${cell}</td>`))}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

/** A number with its unit, which stay together. */
function isFigure(cell: string): boolean {
  return /^[\d.,]+\u00a0\S+$/.test(cell);
}
