/** The inks are those of reports (report/html/style.ts); a sign and a word say the same without colour. */
export const HEALTH_STYLE = `
:root {
  color-scheme: light dark;
  --table: #d6d8da; --paper: #fff; --tint: #f4f5f6; --ink: #15171a; --quiet: #565c63; --rule: #d9dcdf;
  --healthy: #007ba6; --degraded: #f6c900; --unhealthy: #c2005d; --on-healthy: #fff; --on-degraded: #15171a; --on-unhealthy: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --table: #0b0c0d; --paper: #17191c; --tint: #1f2226; --ink: #e9ebed; --quiet: #a0a7ae; --rule: #31363b;
    --healthy: #3fbbe4; --degraded: #ffd84d; --unhealthy: #ff6aad; --on-healthy: #15171a; --on-unhealthy: #15171a;
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
body {
  background: var(--table); color: var(--ink); padding: 28px 16px;
  font: 15px/1.5 "Helvetica Neue", Helvetica, "Segoe UI", Roboto, Arial, sans-serif;
}
main { max-width: 980px; margin: 0 auto; background: var(--paper); padding: 36px 40px 24px; }
.healthy { --c: var(--healthy); --on: var(--on-healthy); }
.degraded { --c: var(--degraded); --on: var(--on-degraded); }
.unhealthy { --c: var(--unhealthy); --on: var(--on-unhealthy); }
header { display: flex; align-items: center; gap: 18px; }
header p { color: var(--quiet); }
h1 { font-size: 30px; line-height: 1.15; font-weight: 500; letter-spacing: -.015em; }
header .sign {
  flex: none; width: 54px; height: 54px; border-radius: 50%; background: var(--c); color: var(--on);
  font-size: 28px; font-weight: 600; line-height: 54px; text-align: center;
}
.reasons { list-style: none; margin-top: 26px; }
.reasons li { border-left: 5px solid var(--c); background: var(--tint); padding: 12px 18px; margin-top: 8px; overflow-wrap: anywhere; }
.reasons h2 { font-size: 16px; font-weight: 600; }
.reasons .code { color: var(--quiet); font: 12px/1.6 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; margin-top: 4px; }
section { display: inline-block; vertical-align: top; width: 100%; margin-top: 28px; }
h3 { font-size: 13px; font-weight: 600; color: var(--quiet); padding-bottom: 6px; border-bottom: 1px solid var(--rule); }
dl div { display: flex; justify-content: space-between; gap: 14px; padding: 6px 0; border-bottom: 1px solid var(--rule); }
dt { color: var(--quiet); flex: none; }
dd { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; min-width: 0; }
dd small { color: var(--quiet); font-size: 13px; }
footer { margin-top: 30px; color: var(--quiet); font-size: 13px; }
@media (min-width: 820px) {
  section { width: calc((100% - 64px) / 3); margin-right: 32px; }
  section:last-of-type { margin-right: 0; }
  main { font-size: 15px; }
}
@media (max-width: 520px) { main { padding: 24px 18px; } }
`;
