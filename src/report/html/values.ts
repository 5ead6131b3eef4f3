import type { Json } from '../../core/check.js';
import type { CheckOutcome } from '../../core/report.js';
import { valueText } from '../units.js';
import { html, type Markup } from './markup.js';

/** With fewer shared names a line of text is quicker to read than a table. */
const ROWS_FOR_A_TABLE = 3;

/** Expected and actual: side by side by name where they share enough names, else as two phrases. */
export function checkValues({ expected, actual, details }: CheckOutcome): { markup: Markup; table: boolean } | null {
  if (expected === undefined && actual === undefined) return null;
  if (isObject(expected) && isObject(actual)) {
    const names = Object.keys(expected).filter((name) => name in actual);
    if (names.length >= ROWS_FOR_A_TABLE && names.length === Object.keys(expected).length) {
      return { markup: valueTable(expected, actual, details?.['brokenLimits']), table: true };
    }
  }
  return {
    markup: html`<dl class="values">${term('expected', expected)}${term('actual', actual)}</dl>`,
    table: false,
  };
}

function valueTable(expected: JsonObject, actual: JsonObject, broken: Json | undefined): Markup {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return html`<table class="compared">
    <thead>
      <tr>
        <td></td>
        <th scope="col">expected</th>
        <th scope="col">actual</th>
      </tr>
    </thead>
    <tbody>
      ${names.map(
        (name) =>
          html`<tr ${Array.isArray(broken) && broken.includes(name) ? html`class="broken"` : null}>
            <th scope="row">${name}</th>
            <td>${cell(expected[name])}</td>
            <td>${cell(actual[name])}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}

function cell(value: Json | undefined): string {
  return value === undefined ? '' : valueText(value);
}

function term(name: string, value: Json | undefined): Markup | null {
  if (value === undefined) return null;
  return html`<div>
    <dt>${name}</dt>
    <dd>${valueText(value)}</dd>
  </div>`;
}

type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
