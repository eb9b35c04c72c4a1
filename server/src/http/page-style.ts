/** How the pages of the server look until the web UI takes over: calm, dense, colour only where it means something. */
export const PAGE_STYLE = `
:root {
  color-scheme: dark;
  --ground: #0e1116; --panel: #151a21; --raised: #1b2129; --line: #262d37;
  --text: #e6eaf0; --second: #9aa5b3; --third: #828d9b; --accent: #4c9aff;
  --good: #35b37e; --warning: #e2a336; --critical: #f0716b; --unknown: #8792a0;
}
@media (prefers-color-scheme: light) {
  :root {
    color-scheme: light;
    --ground: #f6f7f9; --panel: #ffffff; --raised: #f0f2f5; --line: #e1e5ea;
    --text: #18202a; --second: #55606e; --third: #667180; --accent: #1f6feb;
    --good: #1d7a53; --warning: #8f5f0a; --critical: #c4302b; --unknown: #667180;
  }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); font: 13px/20px Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
header { display: flex; gap: 16px; align-items: center; min-height: 48px; padding: 8px 24px; background: var(--panel); border-bottom: 1px solid var(--line); }
header strong { font-size: 15px; font-weight: 600; }
header nav { margin-left: auto; display: flex; gap: 16px; }
main { padding: 24px; display: grid; gap: 24px; grid-template-columns: minmax(0, 1fr); }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; }
h2 { font-size: 15px; line-height: 24px; font-weight: 600; }
h3 { font-size: 13px; line-height: 20px; font-weight: 600; }
#note:empty { display: none; }
.quiet { color: var(--second); }
.note { color: var(--second); max-width: 80ch; }
.sections { display: grid; gap: 24px; }
section, [data-live] { min-width: 0; }
section { display: grid; gap: 8px; }
.heading { display: flex; gap: 12px; align-items: baseline; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; min-width: 0; }
.figures { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); }
.figure { padding: 16px; }
.figure b { display: block; font-size: 20px; line-height: 32px; font-weight: 600; }
.figure b small { font-size: 13px; font-weight: 400; color: var(--second); }
.scroll { overflow: auto; max-height: 448px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 4px 16px; height: 28px; vertical-align: top; overflow-wrap: anywhere; }
th { position: sticky; top: 0; background: var(--panel); color: var(--second); font-weight: 400; box-shadow: inset 0 -1px var(--line); }
tr + tr td { border-top: 1px solid var(--line); }
td.number, th.number { text-align: right; white-space: nowrap; }
table.fixed { table-layout: fixed; min-width: 720px; }
th.narrow { width: 128px; } th.job { width: 16%; }
.clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
td.nowrap { white-space: nowrap; }
code, pre { font: 12px/18px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.state { white-space: nowrap; }
.state::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 8px; background: currentColor; }
.state.good { color: var(--good); } .state.good::before { border-radius: 50%; }
.state.warning { color: var(--warning); } .state.warning::before { clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.state.critical { color: var(--critical); } .state.critical::before { transform: rotate(45deg); }
.state.unknown { color: var(--unknown); } .state.unknown::before { border-radius: 50%; background: none; box-shadow: inset 0 0 0 2px currentColor; }
.doors { display: grid; gap: 16px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.door { padding: 16px; display: grid; gap: 8px; align-content: start; grid-template-columns: minmax(0, 1fr); }
.door code { overflow-wrap: anywhere; }
.door .heading { justify-content: space-between; }
.snippet { position: relative; background: var(--raised); border-radius: 4px; }
.snippet pre { padding: 8px 72px 8px 12px; overflow-x: auto; }
button { font: inherit; color: var(--text); background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 0 8px; height: 24px; cursor: pointer; }
button:hover { border-color: var(--accent); }
.snippet button { position: absolute; top: 6px; right: 6px; }
footer { padding: 0 24px 24px; color: var(--second); }
.stale { opacity: 0.55; }
@media (max-width: 880px) { .doors { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 640px) {
  main { padding: 16px; gap: 16px; }
  header { padding: 8px 16px; flex-wrap: wrap; gap: 4px 16px; }
  footer { padding: 0 16px 16px; }
  th, td { padding: 4px 8px; }
}
`
