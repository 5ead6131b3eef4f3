import type { Report } from '../../core/report.js';
import type { Media } from '../render.js';
import { html, type Markup } from './markup.js';

/** Ways of looking at a pair; `side` works without a script and on paper. */
const VIEWS = [
  ['side', 'Side by side'],
  ['wipe', 'Wipe'],
  ['difference', 'Difference × 4'],
] as const;

/** Original and output beside or above each other; one picture alone is shown as it is. Nothing without pictures. */
export function compareFigure({ subject }: Report, media: Media | undefined, index: number): Markup {
  const { original, output } = media ?? {};
  if (original === undefined && output === undefined) return html``;
  const plates = [
    original === undefined ? null : plate('original', subject.original?.path ?? null, original),
    output === undefined
      ? null
      : plate('output', (subject.output ?? subject.file)?.path ?? null, output, subject.file ? 'file' : 'output'),
  ].filter((each) => each !== null);
  const pair = plates.length === 2;
  return html`<section class="part">
    <h3>Pictures</h3>
    <figure class="compare" data-view="side">
      ${pair ? controls(index) : null}
      <div class="stage">
        ${plates}
        ${
          pair
            ? html`<input
                  class="wipe"
                  type="range"
                  min="0"
                  max="100"
                  value="50"
                  step="0.5"
                  aria-label="Wipe between original (left) and output (right), per cent of the width"
                  hidden
                /><span class="wipe-line" aria-hidden="true"></span>`
            : null
        }
      </div>
    </figure>
  </section>`;
}

function plate(role: 'original' | 'output', path: string | null, uri: string, name: string = role): Markup {
  const alt = path === null ? name : `${name}: ${path}`;
  return html`<div class="plate ${role}">
    <img src="${uri}" alt="${alt}" decoding="async" draggable="false" />
    <span class="caption">${name}</span>
  </div>`;
}

function controls(index: number): Markup {
  return html`<div class="views" role="group" aria-label="View of the pictures" hidden>
    ${VIEWS.map(
      ([view, label]) =>
        html`<label
          ><input type="radio" name="view-${index}" value="${view}" ${view === 'side' ? html`checked` : null} /><span
            >${label}</span
          ></label
        >`,
    )}
    <button type="button" class="replay">Replay together</button>
  </div>`;
}
