/** Of the page of a batch, beside what it shares with single reports: html/style.ts. */
const SECTIONS = `
.batch .sheet { max-width: 1320px; }
.batch main { border: 0; margin: 0; }
.batch section { margin-top: 52px; }
.batch .part { margin-top: 26px; }
h2 { margin: 0 0 14px; font-size: 20px; line-height: 1.25; font-weight: 500; letter-spacing: -.01em; }
select { font: inherit; color: inherit; }
.subtitle { margin-top: 8px; color: var(--quiet); overflow-wrap: anywhere; max-width: 82ch; }
.lead { margin: -6px 0 18px; color: var(--quiet); max-width: 78ch; font-size: 14px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 22px 28px; margin: 34px 0 0; }
.headline dt { font-size: 12.5px; font-weight: 600; color: var(--quiet); }
.headline dd { margin-top: 2px; }
.headline b { display: block; font-size: 38px; line-height: 1.1; font-weight: 500; letter-spacing: -.025em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.headline dd span { display: block; margin-top: 4px; font-size: 13px; color: var(--quiet); }
.headline .bad b { color: var(--magenta); }
.batch header > .strip { margin-top: 30px; }
.key { display: flex; flex-wrap: wrap; gap: 6px 22px; margin-top: 12px; font-size: 13.5px; color: var(--quiet); font-variant-numeric: tabular-nums; }
.key > span { display: inline-flex; align-items: center; gap: 7px; }
.key .mark, .trust h3 .mark { width: 17px; height: 17px; font-size: 11px; align-self: center; }
.batch .strip .error { background: repeating-linear-gradient(135deg, var(--magenta) 0 4px, color-mix(in srgb, var(--magenta) 55%, var(--paper)) 4px 8px); }
.batch .strip .set-aside { background: repeating-linear-gradient(45deg, var(--magenta) 0 2px, var(--paper) 2px 5px); }
`;

const TRUST = `
.findings { list-style: none; margin-bottom: 22px; max-width: 82ch; }
.findings li { padding-left: 18px; position: relative; margin-top: 5px; }
.findings li::before { content: ""; position: absolute; left: 2px; top: .62em; width: 6px; height: 6px; background: var(--ink); }
.trust .lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 26px 34px; }
.trust .lists section { margin: 0; border-top: 2px solid var(--cyan); padding-top: 10px; }
.trust .lists .warn { border-color: var(--yellow); } .trust .lists .fail { border-color: var(--magenta); } .trust .lists .inconclusive { border-color: var(--key); }
.trust h3 { display: flex; align-items: center; gap: 8px; font-size: 14px; color: var(--ink); }
.trust h3 b { font-weight: 400; color: var(--quiet); }
.trust ol { list-style: none; margin: 0; padding: 0; font-size: 14px; }
.trust ol li { padding: 5px 0; }
.trust ol li span { display: block; font-size: 13px; color: var(--quiet); overflow-wrap: anywhere; }
.trust .lists p { margin-top: 4px; font-size: 13px; color: var(--quiet); }
button[data-recipe] { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: left; cursor: pointer; overflow-wrap: anywhere; border-radius: 2px; }
.trust li button, .recipes th button { font-weight: 600; font-size: 14px; text-decoration: underline transparent; text-underline-offset: 3px; }
.trust li button:hover, .recipes th button:hover { text-decoration-color: currentcolor; }
`;

const PLOT = `
.field { position: relative; height: clamp(300px, 38vw, 440px); margin: 44px 14px 34px 56px; border: solid var(--rule); border-width: 0 0 1px 1px; }
.field svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; pointer-events: none; }
.field path { fill: none; stroke: var(--cyan); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.tick { position: absolute; font-size: 12px; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.x.tick { top: calc(100% + 8px); transform: translateX(-50%); }
.y.tick { right: calc(100% + 10px); transform: translateY(50%); }
.line { position: absolute; background: var(--rule); } .x.line { top: 0; bottom: 0; width: 1px; } .y.line { left: 0; right: 0; height: 1px; }
.y-name { white-space: nowrap; position: absolute; left: -46px; top: -32px; font-size: 12.5px; color: var(--quiet); }
.x-name { text-align: right; font-size: 12.5px; color: var(--quiet); margin-right: 14px; }
.point.point, .dot {
  display: inline-grid; place-items: center; min-width: 22px; height: 22px; padding: 0 4px; border-radius: 11px; font: 600 11px/1 var(--sans);
  font-variant-numeric: tabular-nums; background: var(--paper); color: var(--ink); border: 1.5px solid var(--quiet);
}
.point.point { position: absolute; margin: 0 0 -11px -11px; z-index: 1; text-align: center; cursor: pointer; }
.point.trusted, .dot.trusted { border-color: var(--cyan); } .point.untrusted, .dot.untrusted { border-color: var(--magenta); border-style: dashed; color: var(--magenta); }
.point.best, .dot.best { background: var(--quiet); border-style: solid; color: var(--paper); }
.point.best.trusted, .dot.best.trusted { background: var(--cyan); } .point.best.untrusted, .dot.best.untrusted { background: var(--magenta); }
.plot-key { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 10px 14px 0 56px; font-size: 13px; color: var(--quiet); } .plot-key span { display: inline-flex; align-items: center; gap: 7px; } .plot-key .dot { min-width: 14px; width: 14px; height: 14px; padding: 0; }
.point.best { z-index: 2; }
.point:hover, .point:focus-visible, .point.lit, .point[aria-pressed=true] { z-index: 5; box-shadow: 0 0 0 3px var(--paper), 0 0 0 5px var(--ink); }
.tip { display: none; position: absolute; bottom: 50%; transform: translateY(50%); padding: 6px 10px; background: var(--ink); color: var(--paper); border-radius: 3px; font-weight: 400; font-size: 12.5px; line-height: 1.4; text-align: left; width: max-content; max-width: min(300px, 46vw); pointer-events: none; }
.point[data-side=right] .tip { left: calc(100% + 10px); } .point[data-side=left] .tip { right: calc(100% + 10px); }
.point:hover .tip, .point:focus-visible .tip, .point.lit .tip { display: block; }
.tip b { display: block; }
`;

const RECIPES = `
.wide { overflow-x: auto; }
.recipes table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
.recipes thead th { padding: 6px 16px 6px 0; font-size: 12.5px; font-weight: 600; color: var(--quiet); text-align: left; border-bottom: 1px solid var(--rule); white-space: nowrap; }
.recipes tbody :is(td, th) { padding: 9px 16px 9px 0; border-bottom: 1px solid var(--rule); vertical-align: top; font-weight: 400; text-align: left; white-space: nowrap; }
.recipes tbody th { white-space: normal; min-width: 220px; }
.recipes :is(td, th).r { text-align: right; }
.recipes :is(td, th):last-child { padding-right: 6px; }
.recipes td.n { width: 36px; padding-right: 12px; }
.recipes tr.lit { background: var(--tint); }
.recipes td.short { color: var(--magenta); font-weight: 600; }
.recipes .strip { display: flex; width: 110px; height: 5px; margin-top: 6px; gap: 1px; } .recipes .strip i { min-width: 3px; }
.trust-word { margin-left: 10px; font-size: 13px; color: var(--quiet); } .trust-word.untrusted { color: var(--magenta); }
.because { display: block; margin-top: 1px; font-size: 13px; color: var(--quiet); overflow-wrap: anywhere; max-width: 68ch; }
.folded:not(.all) .beyond { display: none; }
.more { margin-top: 12px; padding: 5px 11px; background: none; border: 1px solid var(--rule); border-radius: 3px; cursor: pointer; }
.more:hover { background: var(--tint); }
.more[aria-expanded=true] .when-folded, .more[aria-expanded=false] .when-open { display: none; }
`;

const RESULTS = `
.all-results { --row: 60px; --columns: 104px 64px minmax(150px, 1.1fr) minmax(150px, 1.3fr) 176px 58px 50px 68px; }
@media (min-width: 1081px) { .all-results.lone { --columns: 104px 64px minmax(150px, 1fr) minmax(150px, 2fr) 110px; } }
.batch .filter { position: sticky; top: 0; z-index: 4; background: var(--paper); margin: 0; padding: 10px 0 8px; }
.filter:not(.ready) { visibility: hidden; }
.filter.ready > :not(.counts), .filter .lists { display: flex; }
.filter .lists { flex-wrap: wrap; gap: 6px; flex: 1 1 420px; justify-content: flex-end; }
.filter select, .filter .lists input { max-width: 190px; padding: 6px 8px; border: 1px solid var(--rule); border-radius: 3px; background: var(--paper); font-size: 14px; }
.filter .lists input { margin: 0; flex: 1 1 180px; max-width: 260px; padding: 6px 10px; }
.filter select.chosen { border-color: var(--ink); }
.sorted { display: none; }
.state-line { display: flex; align-items: center; gap: 12px; flex-basis: 100%; min-height: 22px; font-size: 13px; }
.filter .clear { padding: 0 6px; font-size: 13px; text-decoration: underline; text-underline-offset: 3px; }
.unpacking { padding: 40px 0; color: var(--quiet); }
.results .head { position: sticky; top: var(--below, 52px); z-index: 3; background: var(--paper); border-bottom: 1px solid var(--ink); }
.results :is(.head, .row) { display: grid; grid-template-columns: var(--columns); column-gap: 14px; align-items: center; padding: 0 6px; }
.results .head > .state { grid-column: 1 / span 2; }
.results .head .recipe { display: none; }
.head button { padding: 7px 0; background: none; border: 0; cursor: pointer; font: 600 12.5px/1.3 var(--sans); color: var(--quiet); white-space: nowrap; }
.head button:hover { color: var(--ink); }
.head [aria-sort=ascending] button, .head [aria-sort=descending] button { color: var(--ink); }
.head [aria-sort=ascending] button::after { content: " ↑"; } .head [aria-sort=descending] button::after { content: " ↓"; }
.head .figure, .head .size { text-align: right; }
.rows { position: relative; contain: layout style; }
.row { position: absolute; inset: 0 0 auto; height: var(--row); border-bottom: 1px solid var(--rule); cursor: pointer; contain: layout paint style; }
.row:hover, .row:focus-within { background: var(--tint); }
.row .state { display: flex; align-items: center; gap: 9px; font-size: 13.5px; white-space: nowrap; }
.row.fail .word { color: var(--magenta); font-weight: 600; }
.row .thumb { display: block; width: 64px; height: 44px; }
.row .thumb img { display: block; width: 100%; height: 100%; object-fit: contain; }
.row .who { min-width: 0; }
.row .name { display: flex; min-width: 0; color: inherit; text-decoration: none; font-weight: 600; white-space: nowrap; line-height: 1.35; }
.row .name:focus-visible { outline-offset: 1px; }
.name .folder { flex: 0 1000 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; } .name .file { flex: 0 1 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.name .folder:empty { display: none; }
.row .how { display: block; margin: 0; font-size: 13px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.results .why { grid-column: auto; margin: 0; font-size: 13px; min-width: 0; }
.clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow: hidden; line-height: 1.4; }
.row .size { display: grid; justify-items: end; gap: 1px; font-size: 13px; line-height: 1.35; }
.row .saved { min-width: 0; font-size: 14px; color: var(--ink); } .row.fail .saved { color: var(--quiet); }
.bar { --share: 1; width: 100px; height: 3px; margin-top: 3px; background: linear-gradient(90deg, var(--mark) calc(var(--share) * 100%), var(--rule) 0); }
.row .figure { text-align: right; font-size: 13.5px; font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--quiet); }
.row .ssim, .row .delta { color: var(--ink); }
`;

export const BATCH_STYLE = [SECTIONS, TRUST, PLOT, RECIPES, RESULTS].join('').trim();
