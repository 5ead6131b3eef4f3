import { bytesText } from '../../core/bytes-text.js';
import { html, raw, type Markup } from '../../report/html/markup.js';
import { timeText } from '../../report/times.js';
import { percentText } from '../../report/units.js';
import type { Health, HealthReason } from '../schemas/answer.js';
import { HEALTH_STYLE } from './health-style.js';

/** People leave it open while they repair something. */
const RELOAD_SECONDS = 10;

const HEADLINES: Readonly<Record<Health['status'], { readonly sign: string; readonly text: string }>> = {
  healthy: { sign: '✓', text: 'All is well' },
  degraded: { sign: '!', text: 'It works, and somebody should look' },
  unhealthy: { sign: '✗', text: 'It does not do what it is for' },
};

/** What a browser shows of /healthz: no script, nothing to load. */
export function renderHealthPage(health: Health, at: Date): string {
  const { status, reasons } = health;
  const { sign, text } = HEADLINES[status];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="${RELOAD_SECONDS}" />
        <title>${sign} pressproof is ${status}</title>
        <style>
          ${raw(HEALTH_STYLE)}
        </style>
      </head>
      <body>
        <main class="${status}">
          <header>
            <p class="sign" aria-hidden="true">${sign}</p>
            <div>
              <h1>${capital(status)}</h1>
              <p>${text}</p>
            </div>
          </header>
          ${
            reasons.length === 0
              ? null
              : html`<ul class="reasons">
                  ${reasons.map(reasonItem)}
                </ul>`
          }
          ${sections(health, at)}
          <footer>
            pressproof ${health.version} · as of ${timeText(at)} · reloads every ${RELOAD_SECONDS} seconds
          </footer>
        </main>
      </body>
    </html> `.text;
}

function reasonItem({ status, code, detail, advice }: HealthReason): Markup {
  return html`<li class="${status}">
    <h2>${detail}</h2>
    <p>${advice}</p>
    <p class="code">${status} · ${code}</p>
  </li>`;
}

type Row = readonly [name: string, value: string, note?: string | null];

function sections(health: Health, at: Date): Markup[] {
  return [
    table('Validation', validationRows(health)),
    table(`Last ${health.recent.windowMinutes} minutes`, recentRows(health)),
    table('This process', processRows(health, at)),
  ];
}

function table(title: string, rows: readonly Row[]): Markup {
  const lines = rows.map(
    ([name, value, note]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}${note ? html` <small>${note}</small>` : null}</dd>
      </div>`,
  );
  return html`<section>
    <h3>${title}</h3>
    <dl>${lines}</dl>
  </section>`;
}

function validationRows({ mode, modeSource, sampleRate, degradation, emergency }: Health): Row[] {
  if (mode === null || emergency === null) return [['Settings', 'cannot be read']];
  const until = emergency.until === null ? 'until somebody enables it' : `until ${timeText(emergency.until)}`;
  return [
    ['Switched', emergency.disabled ? 'off' : 'on', emergency.disabled ? until : null],
    ['Mode', mode, modeSource],
    ['Sampled', sampleRate === 1 ? 'every subject' : percentText(sampleRate ?? 0)],
    ['Degradation', degradation ?? 'unknown'],
  ];
}

function recentRows({ recent }: Health): Row[] {
  const { judged, failed, inconclusive, slow, consecutiveFailures } = recent;
  const looked = judged + inconclusive;
  const share = (count: number, of: number) => (of === 0 ? null : percentText(count / of));
  return [
    ['Judged', String(judged), looked === 0 ? 'nothing was looked at' : null],
    ['Failed', String(failed), share(failed, judged)],
    ['Could not be judged', String(inconclusive), share(inconclusive, looked)],
    ['Slow', String(slow), share(slow, looked)],
    ['Failures in a row', String(consecutiveFailures)],
  ];
}

function processRows({ inFlight, maxInFlight, queueDepth, memoryBytes, uptimeSeconds }: Health, at: Date): Row[] {
  return [
    ['Requests at work', `${inFlight} of ${maxInFlight}`],
    ['Waiting for a worker', queueDepth === null ? 'unknown' : String(queueDepth)],
    ['Memory', bytesText(memoryBytes)],
    ['Since', timeText(at.getTime() - uptimeSeconds * 1000)],
  ];
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
