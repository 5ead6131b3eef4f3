import { bytesText } from '../../core/bytes-text.js';
import type { FileRef, Report } from '../../core/report.js';
import { checkModeText, experimentText, modeText } from '../check-mode.js';
import { namedMetrics } from '../metrics.js';
import type { Media } from '../render.js';
import {
  aboutArtifact,
  coverageText,
  decidingCheck,
  doubtText,
  savedShare,
  sizesOf,
  subjectName,
  whyVerdict,
} from '../summary.js';
import { VERDICT_SYMBOLS } from '../symbols.js';
import { durationText, savedText, valueText } from '../units.js';
import { chartFigure, qualityChart } from './chart.js';
import { checkTable } from './checks.js';
import { modelSection } from './artifact.js';
import { compareFigure } from './compare.js';
import { html, type Markup } from './markup.js';

export interface SubjectView {
  readonly report: Report;
  readonly label: string | undefined;
  readonly media: Media | undefined;
  /** Position among the reports, for ids. */
  readonly index: number;
  readonly open: boolean;
}

/** One subject: a line that says what matters, and everything known about it folded below. */
export function subjectCard({ report, label, media, index, open }: SubjectView): Markup {
  const chart = qualityChart(report);
  return html`<details
    class="subject ${report.verdict}"
    id="subject-${index + 1}"
    data-verdict="${report.verdict}"
    data-search="${searchText(report, label)}"
    ${open ? html`open` : null}
  >
    <summary>
      <span class="mark" aria-hidden="true">${VERDICT_SYMBOLS[report.verdict]}</span>
      <span class="thumb"></span>
      <span class="who"
        >${nameOf(subjectName(report))}<span class="how"
          >${label ?? [report.operation, ...aboutArtifact(report)].join(' · ')}</span
        ></span
      >
      ${sizeCell(report)}
      <span class="verdict">${report.verdict}</span>
      ${why(report)}
    </summary>
    <div class="body">
      ${compareFigure(report, media, index)} ${chart ? chartFigure(chart) : null} ${checkTable(report)}
      ${report.suite === 'image' ? null : modelSection(report)} ${factList(report, label)}
    </div>
  </details> `;
}

/** The file's own name stands out; its folders are there, but quiet. */
function nameOf(path: string): Markup {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return html`<span class="name"><span class="folder">${path.slice(0, cut)}</span>${path.slice(cut)}</span>`;
}

function why(report: Report): Markup | null {
  const check = decidingCheck(report);
  if (check) return html`<span class="why"><code>${check.id}</code> ${check.message}</span>`;
  const text = whyVerdict(report);
  return text === '' ? null : html`<span class="why">${text}</span>`;
}

function sizeCell(report: Report): Markup {
  const sizes = sizesOf(report);
  if (!sizes) {
    const bytes = (report.subject.output ?? report.subject.file ?? report.subject.original)?.bytes ?? null;
    return html`<span class="size">${bytes === null ? '' : bytesText(bytes)}</span>`;
  }
  const saved = savedShare(sizes);
  return html`<span class="size"
    ><span class="bytes">${bytesText(sizes.original)} → ${bytesText(sizes.output)}</span>${
      saved === null ? null : html` <span class="saved">${savedText(saved)}</span>`
    }</span
  >`;
}

/** Everything on record about a subject that is no check. */
export function factList(report: Report, label: string | undefined): Markup {
  const { subject, expectation } = report;
  const doubt = doubtText(report);
  const experiment = experimentText(report);
  const own = report.checks.flatMap((check) => {
    const mode = checkModeText(check, report);
    return mode === null ? [] : [`${check.id}: ${mode}`];
  });
  const files = [
    fileFact('Original', subject.original),
    fileFact('Output', subject.output),
    fileFact(subject.members === undefined ? 'File' : 'Folder', subject.file),
    fileFact(subject.baseline?.name === undefined ? 'Baseline' : `Baseline ${subject.baseline.name}`, subject.baseline),
  ];
  const called = aboutArtifact(report).join(', ');
  return html`<section class="part">
    <h3>Record</h3>
    <dl class="facts">
      ${called === '' ? null : fact('Called', called)} ${files.filter((each) => each !== null)}
      ${label === undefined ? null : fact('Made by', label)} ${fact('Operation', report.operation)}
      ${Object.keys(expectation).length === 0 ? null : fact('Asked for', valueText(expectation))}
      ${fact('Mode', modeText(report))} ${own.length === 0 ? null : fact('Own modes', own.join('; '))}
      ${experiment === null ? null : fact('Drawn into', experiment)}
      ${report.reason === undefined ? null : fact('Reason', report.reason)} ${fact('Coverage', coverageText(report))}
      ${doubt === null ? null : fact('Doubt', doubt)}
      ${namedMetrics(report).map(({ name, text, scale }) => fact(name, `${text} (${scale})`))}
      ${report.id === undefined ? null : fact('Decision', report.id)}
      ${fact('Examined', `${report.startedAt}, in ${durationText(report.durationMs)}`)}
    </dl>
  </section>`;
}

function fact(name: string, value: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function fileFact(name: string, file: FileRef | undefined): Markup | null {
  if (!file) return null;
  const bytes = file.bytes === null ? 'could not be read' : `${file.bytes} bytes`;
  return html`<div>
    <dt>${name}</dt>
    <dd>
      ${file.path ?? '(bytes)'}, ${bytes}${file.sha256 === null ? null : html`<br /><code>sha256 ${file.sha256}</code>`}
    </dd>
  </div>`;
}

function searchText(report: Report, label: string | undefined): string {
  const checks = report.checks
    .filter(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')
    .map(({ id, message }) => `${id} ${message}`);
  return [subjectName(report), label ?? '', report.operation, report.reason ?? '', ...checks].join(' ').toLowerCase();
}
