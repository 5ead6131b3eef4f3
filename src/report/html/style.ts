/** Colours and type. The four inks carry the four verdicts; shapes and words say the same without colour. */
const TOKENS = `
:root {
  color-scheme: light dark;
  --sans: "Helvetica Neue", Helvetica, "Segoe UI", Roboto, Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --table: #d6d8da; --paper: #fff; --tint: #f4f5f6; --ink: #15171a; --quiet: #565c63; --rule: #d9dcdf; --mark: #3a3f45;
  --cyan: #007ba6; --magenta: #c2005d; --yellow: #f6c900; --key: #15171a;
  --on-magenta: #fff; --on-yellow: #15171a; --on-key: #fff; --check-a: #fff; --check-b: #e3e5e7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --table: #0b0c0d; --paper: #17191c; --tint: #1f2226; --ink: #e9ebed; --quiet: #a0a7ae; --rule: #31363b; --mark: #8b9299;
    --cyan: #3fbbe4; --magenta: #ff6aad; --yellow: #ffd84d; --key: #e9ebed;
    --on-magenta: #15171a; --on-key: #15171a; --check-a: #2a2e32; --check-b: #22262a;
  }
}
`;

/** The sheet on its table: crop marks at the corners of the printed area, the slug in the margin above it. */
const SHEET = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--table); color: var(--ink); font: 15px/1.5 var(--sans); -webkit-text-size-adjust: 100%; }
h1, h3, p, ul, dl, dd, figure { margin: 0; padding: 0; }
code, pre { font-family: var(--mono); font-size: .88em; }
button, input { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--cyan); outline-offset: 2px; }
.sheet {
  --m: 52px; --len: 24px; --off: 12px; --l: linear-gradient(var(--mark) 0 0);
  max-width: 1180px; margin: 28px auto; padding: var(--m); background:
    var(--l) left var(--off) top var(--m) / var(--len) 1px, var(--l) left var(--m) top var(--off) / 1px var(--len),
    var(--l) right var(--off) top var(--m) / var(--len) 1px, var(--l) right var(--m) top var(--off) / 1px var(--len),
    var(--l) left var(--off) bottom var(--m) / var(--len) 1px, var(--l) left var(--m) bottom var(--off) / 1px var(--len),
    var(--l) right var(--off) bottom var(--m) / var(--len) 1px, var(--l) right var(--m) bottom var(--off) / 1px var(--len),
    var(--paper);
  background-repeat: no-repeat; position: relative;
}
.slug {
  position: absolute; inset: 0 calc(var(--m) + 20px) auto; height: var(--m); display: flex; align-items: center; gap: 18px;
  font: 11.5px/1 var(--mono); color: var(--quiet); white-space: nowrap; overflow: hidden;
}
.register { width: 22px; height: 22px; flex: none; fill: none; stroke: var(--mark); stroke-width: 1; }
.patches { flex: none; margin-left: auto; display: flex; }
.patches i { width: 13px; height: 13px; background: var(--p); }
.patches i:nth-child(1) { --p: #00a4dc; } .patches i:nth-child(2) { --p: #e2007a; }
.patches i:nth-child(3) { --p: #ffe600; } .patches i:nth-child(4) { --p: #1b1b1b; }
.patches i:nth-child(5) { --p: #5b5b5b; } .patches i:nth-child(6) { --p: #8c8c8c; }
.patches i:nth-child(7) { --p: #b8b8b8; } .patches i:nth-child(8) { --p: #dedede; }
.print { padding: 30px 24px 24px; }
`;

const HEADER = `
h1 { font-size: 30px; line-height: 1.15; font-weight: 500; letter-spacing: -.015em; overflow-wrap: anywhere; }
.totals { display: flex; flex-wrap: wrap; gap: 2px 28px; margin-top: 10px; color: var(--quiet); font-variant-numeric: tabular-nums; }
.totals b { color: var(--ink); font-weight: 600; }
.strip { display: flex; gap: 2px; height: 10px; margin-top: 22px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.strip i { min-width: 6px; background: var(--cyan); }
.strip .fail { background: var(--magenta); } .strip .warn { background: var(--yellow); }
.strip .inconclusive { background: var(--key); } .strip .skipped { background: var(--rule); }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 16px; margin-top: 14px; }
.filter:not(.ready) > :not(.counts), .filter.ready > .counts { display: none; }
.filter [role=group] { display: flex; flex-wrap: wrap; gap: 4px; }
.filter button, .nothing button, .replay {
  display: inline-flex; align-items: center; gap: 7px; padding: 5px 11px; border: 1px solid transparent; border-radius: 3px;
  background: none; cursor: pointer; line-height: 1.4;
}
.filter button:hover, .replay:hover { background: var(--tint); }
.filter button[aria-pressed=true] { border-color: var(--ink); }
.filter button b { font-weight: 500; color: var(--quiet); font-variant-numeric: tabular-nums; }
.filter .mark { width: 17px; height: 17px; font-size: 11px; align-self: center; }
.filter input {
  flex: 1 1 220px; max-width: 340px; margin-left: auto; padding: 6px 10px; background: none;
  border: 1px solid var(--rule); border-radius: 3px;
}
.filter input::placeholder { color: var(--quiet); opacity: 1; }
.shown { color: var(--quiet); font-size: 13px; }
.shown:empty { display: none; }
.nothing { padding: 40px 0; text-align: center; color: var(--quiet); }
.nothing button { border-color: var(--rule); color: var(--ink); }
`;

const SUBJECT = `
main { margin-top: 18px; border-bottom: 1px solid var(--rule); }
.subject { border-top: 1px solid var(--rule); }
.subject > summary {
  display: grid; grid-template-columns: 24px minmax(0, 1fr) auto 92px; column-gap: 14px; align-items: baseline;
  padding: 11px 6px; cursor: pointer; list-style: none;
}
.subject > summary::-webkit-details-marker { display: none; }
.subject > summary:hover, .subject[open] > summary { background: var(--tint); }
.mark {
  display: inline-grid; place-items: center; width: 22px; height: 22px; align-self: start; border-radius: 2px;
  font-size: 14px; line-height: 1; font-weight: 700; color: var(--cyan); print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
.fail > summary .mark, .failed > .mark, .mark.fail { background: var(--magenta); color: var(--on-magenta); }
.warn > summary .mark, .warned > .mark, .mark.warn { background: var(--yellow); color: var(--on-yellow); }
.inconclusive > summary .mark, .inconclusive > .mark, .mark.inconclusive { background: var(--key); color: var(--on-key); }
.skipped > summary .mark, .skipped > .mark, .mark.skipped { color: var(--quiet); }
.thumb { display: none; align-self: center; width: 56px; height: 40px; }
.thumb img { display: block; width: 100%; height: 100%; object-fit: contain; outline: 1px solid var(--rule); }
.illustrated > .subject > summary { grid-template-columns: 24px 56px minmax(0, 1fr) auto 92px; }
.illustrated .thumb { display: block; grid-row: 1 / span 2; grid-column: 2; }
.illustrated .why { grid-column: 3 / -1; }
.who { overflow-wrap: anywhere; }
.name { font-weight: 600; }
.folder { font-weight: 400; color: var(--quiet); }
.how { margin-left: 12px; color: var(--quiet); font-size: 13.5px; }
.size { text-align: right; font-variant-numeric: tabular-nums; font-size: 14px; white-space: nowrap; }
.bytes { color: var(--quiet); }
.saved { display: inline-block; min-width: 104px; color: var(--quiet); }
.pass .saved, .warn .saved { color: var(--ink); }
.verdict { font-size: 13.5px; text-align: right; }
.fail .verdict { color: var(--magenta); font-weight: 600; }
.why { grid-column: 2 / -1; margin-top: 2px; color: var(--quiet); font-size: 14px; overflow-wrap: anywhere; }
.why code { color: var(--ink); }
.body { padding: 8px 6px 30px 44px; }
.part { margin-top: 20px; }
h3 { margin-bottom: 8px; font-size: 12.5px; font-weight: 600; color: var(--quiet); }
.facts { display: grid; gap: 4px; font-size: 14px; }
.facts > div { display: grid; grid-template-columns: 120px minmax(0, 1fr); gap: 14px; }
.facts dt { color: var(--quiet); } .facts dd { overflow-wrap: anywhere; }
.facts code { color: var(--quiet); font-size: 12px; }
.checks { list-style: none; }
.check { display: grid; grid-template-columns: 22px 184px minmax(0, 1fr) auto; gap: 4px 14px; padding: 8px 0; border-top: 1px solid var(--rule); }
.check .mark { width: 20px; height: 20px; font-size: 12px; margin-top: 1px; }
.check-name { overflow-wrap: anywhere; }
.outcome { display: block; font-size: 12.5px; color: var(--quiet); }
.failed .outcome { color: var(--magenta); font-weight: 600; }
.own-mode { display: block; margin-top: 2px; font-size: 12.5px; color: var(--quiet); }
.check.aside > .mark { background: none; color: var(--quiet); border: 1px dashed var(--quiet); }
.check.aside .outcome, .check.aside .finding p { color: var(--quiet); font-weight: 400; }
.check.aside .compared .broken th, .check.aside .compared .broken td { color: var(--ink); }
.check.aside .own-mode { color: var(--ink); font-weight: 600; }
.finding p { overflow-wrap: anywhere; }
.check.skipped .finding p { color: var(--quiet); }
.values { display: flex; flex-wrap: wrap; gap: 0 22px; margin-top: 2px; font-size: 13.5px; }
.values > div { display: flex; gap: 7px; } .values dt { color: var(--quiet); } .values dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.compared { margin: 6px 0 2px; border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
.compared th, .compared td { padding: 1px 22px 1px 0; text-align: right; font-weight: 400; }
.compared th { color: var(--quiet); }
.compared tbody th { text-align: left; }
.compared .broken th, .compared .broken td { color: var(--magenta); font-weight: 600; }
.listed { margin: 12px 0 16px; } .listed caption { text-align: left; color: var(--quiet); font-weight: 600; padding-bottom: 3px; }
.listed th, .listed td { text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.listed .figure { white-space: nowrap; } .listed tbody th { color: var(--ink); min-width: 90px; } .finding .listed { margin: 6px 0; font-size: 12.5px; }
.took { color: var(--quiet); font-size: 12.5px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.fold { margin-top: 3px; font-size: 13.5px; } .fold > summary { cursor: pointer; color: var(--quiet); width: fit-content; }
.fold pre { margin: 6px 0 0; padding: 10px 12px; max-height: 320px; overflow: auto; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; }
.empty { color: var(--quiet); margin-top: 14px; }
`;

const FIGURES = `
.views { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; margin-bottom: 12px; font-size: 14px; }
.views label span { display: block; padding: 4px 11px; border: 1px solid transparent; border-radius: 3px; cursor: pointer; }
.views input { position: absolute; opacity: 0; }
.views label:hover span { background: var(--tint); }
.views input:checked + span { border-color: var(--ink); }
.views input:focus-visible + span { outline: 2px solid var(--cyan); outline-offset: 2px; }
.replay { margin-left: 8px; border-color: var(--rule); padding: 4px 11px; }
.stage { position: relative; display: flex; flex-wrap: wrap; gap: 20px 28px; width: fit-content; max-width: 100%; --split: 50%; }
.plate { max-width: 100%; }
/* as wide as the sheet is when a pair of small pictures, enlarged, fits beside each other: see script.ts */
@media (min-width: 860px) { .compare[data-view=side] .stage { flex-wrap: nowrap; } .compare[data-view=side] .plate { min-width: 0; } }
.plate img {
  display: block; max-width: 100%; height: auto;
  background: repeating-conic-gradient(var(--check-b) 0 25%, var(--check-a) 0 50%) 0 0 / 16px 16px;
}
.plate img.enlarged { image-rendering: pixelated; }
.caption { display: block; margin-top: 5px; font-size: 13px; color: var(--quiet); }
.compare:not([data-view=side]) .stage { display: grid; isolation: isolate; }
.compare:not([data-view=side]) .plate { grid-area: 1 / 1; }
.compare:not([data-view=side]) .output .caption { text-align: right; }
.compare[data-view=wipe] .output img { clip-path: inset(0 0 0 var(--split)); }
.compare[data-view=difference] .plate img { background: none; }
.compare[data-view=difference] .original img { background: #000; }
.compare[data-view=difference] .output img { mix-blend-mode: difference; }
.compare[data-view=difference] .stage { filter: brightness(4); }
.compare[data-view=difference] .caption { visibility: hidden; }
input.wipe { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: ew-resize; touch-action: pan-y; z-index: 2; }
.wipe-line { display: none; position: absolute; top: 0; bottom: 24px; left: var(--split); width: 2px; margin-left: -1px; background: var(--paper); box-shadow: 0 0 0 1px var(--ink); pointer-events: none; }
.compare[data-view=wipe] .wipe-line { display: block; }
input.wipe:focus-visible + .wipe-line { box-shadow: 0 0 0 2px var(--cyan); }
.chart figcaption { font-size: 13.5px; color: var(--quiet); }
.plot { margin-bottom: 6px; }
.plot .uplot { font-family: var(--sans); }
.plot .u-legend { font-size: 12.5px; text-align: left; color: var(--quiet); }
.plot .u-legend .u-value { font-variant-numeric: tabular-nums; color: var(--ink); }
.plot .u-select { background: color-mix(in srgb, var(--cyan) 15%, transparent); }
.plot .u-cursor-x, .plot .u-cursor-y { border-color: var(--quiet); }
`;

const NARROW_AND_PAPER = `
@media (max-width: 760px) {
  .sheet { margin: 0; padding: 0; background: var(--paper); min-height: 100vh; }
  .slug { position: static; padding: 0 16px; height: 40px; border-bottom: 1px solid var(--rule); gap: 12px; }
  .slug { gap: 10px; font-size: 10.5px; }
  .patches i:nth-child(n + 5) { display: none; }
  .print { padding: 20px 16px; }
  h1 { font-size: 25px; }
  .filter input { max-width: none; flex-basis: 100%; margin-left: 0; font-size: 16px; }
  .subject > summary { grid-template-columns: 24px minmax(0, 1fr) auto; padding: 11px 0; column-gap: 12px; }
  .illustrated > .subject > summary { grid-template-columns: 24px 44px minmax(0, 1fr) auto; }
  .thumb { width: 44px; height: 44px; align-self: start; }
  .illustrated .thumb { grid-row: 1 / span 3; }
  .illustrated .size { grid-column: 3 / -1; }
  .how { display: block; margin-left: 0; }
  .size { grid-column: 2 / -1; grid-row: 2; text-align: left; white-space: normal; }
  .saved { min-width: 0; margin-left: 10px; }
  .body { padding: 2px 0 24px; }
  .check { grid-template-columns: 22px minmax(0, 1fr) auto; gap: 4px 10px; }
  .check .finding { grid-column: 2 / -1; }
  .took { grid-column: 3; grid-row: 1; }
  .outcome { display: inline; margin-left: 8px; }
  .facts > div { grid-template-columns: 1fr; gap: 0; margin-bottom: 4px; }
}
@media print {
  :root { --table: #fff; --paper: #fff; --tint: #fff; --ink: #000; --quiet: #444; --rule: #bbb; }
  body { font-size: 10pt; }
  .sheet { margin: 0; max-width: none; padding: 0; background: none; }
  .slug { position: static; height: auto; margin-bottom: 12pt; }
  .print { padding: 0; }
  .filter.ready > :not(.counts), .views, .replay, .fold:not([open]) { display: none !important; }
  .filter.ready > .counts { display: block; }
  .subject > summary, .check, .plate, .plot { break-inside: avoid; }
}
@media (prefers-reduced-motion: no-preference) { .subject > summary { transition: background-color .12s; } }
`;

export const STYLE = [TOKENS, SHEET, HEADER, SUBJECT, FIGURES, NARROW_AND_PAPER].join('').trim();
