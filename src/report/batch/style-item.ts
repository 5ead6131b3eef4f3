/** The dialog of one result, and what changes on narrow screens and paper. */
const DIALOG = `
dialog.item { width: min(1180px, calc(100vw - 48px)); max-width: none; height: calc(100vh - 48px); height: calc(100dvh - 48px); max-height: none; margin: auto; padding: 0; border: 0; background: var(--paper); color: var(--ink); box-shadow: 0 12px 60px #0006; flex-direction: column; }
dialog.item[open] { display: flex; }
dialog.item::backdrop { background: color-mix(in srgb, var(--table) 82%, transparent); }
html:has(dialog.item[open]) { overflow: hidden; scrollbar-gutter: stable; }
.bar.bar { display: flex; }
dialog > .bar { flex: none; width: auto; height: auto; margin: 0; align-items: center; gap: 6px; padding: 9px 14px; background: none; border-bottom: 1px solid var(--rule); }
dialog > .bar button { min-width: 36px; padding: 5px 11px; background: none; border: 1px solid transparent; border-radius: 3px; cursor: pointer; }
dialog > .bar button:hover:not(:disabled) { background: var(--tint); } dialog > .bar button:disabled { color: var(--rule); cursor: default; }
.place { margin-left: 8px; color: var(--quiet); font-size: 13px; font-variant-numeric: tabular-nums; }
dialog .close { margin-left: auto; border-color: var(--rule) !important; }
.inside { flex: 1; overflow: auto; overscroll-behavior: contain; padding: 26px 34px 44px; }
.inside > header { display: grid; grid-template-columns: 30px minmax(0, 1fr) auto; column-gap: 14px; align-items: start; }
.inside > header .mark { width: 28px; height: 28px; font-size: 17px; }
.inside h2 { margin: 0; font-size: 22px; overflow-wrap: anywhere; } .inside h2:focus-visible { outline: 0; } .inside h2 .folder { font-weight: 400; }
.inside > header .how { display: block; margin: 2px 0 0; }
.inside > header .verdict { font-size: 15px; padding-top: 4px; } .inside .verdict.fail { color: var(--magenta); font-weight: 600; }
.reason { margin-top: 12px; padding-left: 44px; overflow-wrap: anywhere; max-width: 92ch; }
.numbers { display: flex; flex-wrap: wrap; gap: 14px 40px; margin-top: 20px; padding: 14px 0; border: solid var(--rule); border-width: 1px 0; }
.numbers dt { font-size: 12.5px; color: var(--quiet); } .numbers b { font-size: 19px; font-weight: 500; font-variant-numeric: tabular-nums; } .numbers small { margin-left: 8px; font-size: 13px; color: var(--quiet); }
.numbers dd { white-space: nowrap; }
.missing p { padding: 9px 12px; background: var(--tint); font-size: 14px; overflow-wrap: anywhere; } .missing p + p { margin-top: 4px; }
.viewer .stage { gap: 16px 20px; } .viewer .plate { min-width: 0; }
.plate canvas { display: block; max-width: 100%; height: auto; background: repeating-conic-gradient(var(--check-b) 0 25%, var(--check-a) 0 50%) 0 0 / 16px 16px; }
.plate canvas.enlarged { image-rendering: pixelated; }
.plate.difference canvas { background: #0b0c0d; outline: 1px solid var(--rule); outline-offset: -1px; }
.viewer[data-view=wipe] .output canvas { clip-path: inset(0 0 0 var(--split)); }
.viewer[data-view=wipe] .plate.difference, .viewer[data-view=map] .plate:not(.difference) { display: none; }
.viewer[data-view=map] .plate.difference { grid-area: 1 / 1; }
.steps { display: flex; align-items: center; gap: 14px; margin-top: 14px; max-width: 720px; }
.steps .play { min-width: 74px; margin: 0; justify-content: center; background: none; border: 1px solid var(--rule); border-radius: 3px; cursor: pointer; padding: 4px 11px; }
.steps .play:hover { background: var(--tint); }
input.frame { flex: 1; min-width: 0; accent-color: var(--ink); height: 28px; cursor: pointer; }
.frame-said { margin-top: 6px; font-size: 14px; font-variant-numeric: tabular-nums; min-height: 1.5em; }
.legend { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 4px 22px; margin-top: 8px; font-size: 13px; color: var(--quiet); }
.ramp { position: relative; flex: none; width: 220px; height: 10px; margin: 5px 0 18px; outline: 1px solid var(--rule); }
.ramp span { position: absolute; top: 12px; transform: translateX(-50%); font-size: 11.5px; line-height: 1.3; font-variant-numeric: tabular-nums; } .ramp span:first-child { transform: none; } .ramp span:last-child { transform: translateX(-100%); }
.note { margin-top: 6px; font-size: 13px; color: var(--quiet); max-width: 88ch; }
.chart .u-over { cursor: pointer; }
.commands div + div { margin-top: 10px; }
.commands p { font-size: 13.5px; color: var(--quiet); }
.commands pre { margin: 3px 0 0; padding: 10px 12px; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
`;

const NARROW = `
@media (max-width: 1080px) {
  .all-results { --columns: 26px 60px minmax(110px, 1.2fr) minmax(110px, 1fr) 140px 52px; }
  .results :is(.head, .row) { column-gap: 12px; } .row .thumb { width: 60px; }
  .row .word { position: absolute; clip-path: inset(50%); width: 1px; overflow: hidden; }
  .results .delta, .results .time { display: none; }
  .sorted { display: block; }
  .batch .filter { position: static; } .results .head { top: 0; }
}
@media (max-width: 760px) {
  .batch section { margin-top: 40px; }
  .headline { grid-template-columns: 1fr 1fr; gap: 18px 16px; } .headline b { font-size: 28px; }
  .field { margin: 44px 6px 34px 44px; height: 300px; }
  .x.tick:nth-of-type(even) { visibility: hidden; }
  .all-results { --row: 96px; }
  .filter .lists { justify-content: flex-start; flex-basis: 100%; } .filter .lists label { flex: 1 1 30%; min-width: 0; } .filter select { width: 100%; max-width: none; }
  .filter .lists input { max-width: none; flex-basis: 100%; }
  .results .head { display: none; }
  .results .row { grid-template: auto auto / 22px 56px minmax(0, 1fr) auto; gap: 3px 10px; align-content: center; padding: 0; }
  .row .state { align-self: start; padding-top: 1px; }
  .row .thumb { grid-row: 1 / span 2; grid-column: 2; width: 56px; height: 48px; align-self: start; }
  .row .who { grid-column: 3; } .results .row .size { grid-row: 1; grid-column: 4; align-self: start; } .row .bytes, .row .bar, .row .figure { display: none; }
  .row .why { grid-column: 3 / -1; }
  .clamp { -webkit-line-clamp: 2; line-clamp: 2; }
  dialog.item { width: 100%; height: 100vh; height: 100dvh; }
  .inside { padding: 18px 16px 40px; } .inside h2 { font-size: 18px; } .reason { padding-left: 0; }
  .numbers { gap: 12px 26px; } .numbers small { display: block; margin: 0; }
  .record .took { display: none; }
}
@media print {
  .batch .filter, .results, .nothing, .more, dialog { display: none !important; }
  .folded .beyond { display: table-row !important; }
}
@media (prefers-reduced-motion: no-preference) { .point, .row { transition: box-shadow .12s, background-color .12s; } }
`;

export const ITEM_STYLE = `${DIALOG}${NARROW}`.trim();
