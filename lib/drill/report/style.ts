/** The report's own: nothing is loaded from anywhere. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fff; --text: #1c2733; --quiet: #566573; --rule: #d8dee5; --card: #f5f7f9;
  --answered: #3b82b8; --failed: #d1432b; --p50: #3b82b8; --p99: #8a5bb5; --band: #e0a72e3d;
  --good: #1a7f4b; --bad: #b3261e; --held: #8a6100;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12171d; --text: #e4e9ee; --quiet: #9daab8; --rule: #313c48; --card: #1a2129;
    --answered: #62a8dc; --failed: #f0735c; --p50: #62a8dc; --p99: #b995de; --band: #e0a72e33;
    --good: #5cc98f; --bad: #ff8a7e; --held: #e5b94f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .5rem 0; max-width: 46rem; }
.quiet { color: var(--quiet); }
.verdict { margin: 1.25rem 0; padding: .875rem 1rem; border-left: 5px solid var(--good); background: var(--card); }
.verdict b { font-size: 1.25rem; color: var(--good); }
.verdict.failed { border-color: var(--bad); } .verdict.failed b { color: var(--bad); }
.verdict.interrupted { border-color: var(--held); } .verdict.interrupted b { color: var(--held); }
.verdict ul { margin: .5rem 0 0; padding-left: 1.25rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 0; }
.figures div { padding: .75rem 1rem; background: var(--card); border-radius: .5rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.figures dt { color: var(--quiet); font-size: .875rem; line-height: 1.3; }
.figures dd { margin: 0; font-size: 1.75rem; font-variant-numeric: tabular-nums; }
.figures .bad dd { color: var(--bad); font-weight: 600; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.chart { margin: 0 0 1.5rem; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: .5rem; }
.key::before { content: ''; display: inline-block; width: .75em; height: .75em; margin-right: .4em; border-radius: 2px; background: var(--of); }
.answered { --of: var(--answered); } .failed { --of: var(--failed); } .p50 { --of: var(--p50); } .p99 { --of: var(--p99); }
.plot { position: relative; height: 12rem; margin: 1.25rem 0 2rem 3rem; border-bottom: 1px solid var(--quiet); }
.plot svg { display: block; width: 100%; height: 100%; }
.plot span { position: absolute; font-size: .75rem; line-height: 1; color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
.plot .up { right: 100%; margin-right: .5rem; transform: translateY(50%); }
.plot .across { top: 100%; margin-top: .5rem; transform: translateX(-50%); }
.plot .fault { bottom: 100%; margin-bottom: .25rem; color: var(--text); font-weight: 600; }
rect { fill: var(--of); } rect.band { fill: var(--band); }
.grid { stroke: var(--rule); } .line { fill: none; stroke: var(--of); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.grid, .line { vector-effect: non-scaling-stroke; }
.one-fault { padding: 1rem; margin-bottom: .75rem; border: 1px solid var(--rule); border-radius: .5rem; }
.one-fault .facts { margin-top: .5rem; }
.findings { padding-left: 1.25rem; } .findings li { overflow-wrap: anywhere; }
table { border-collapse: collapse; margin-top: .75rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem 1.25rem .25rem 0; text-align: left; font-weight: normal; border-top: 1px solid var(--rule); }
thead th { color: var(--quiet); border: 0; }
@media (max-width: 34rem) {
  .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .5rem; }
  .plot { margin-left: 2.5rem; }
  .figures { grid-template-columns: 1fr 1fr; }
}
@media print { body { max-width: none; } .one-fault, .chart { break-inside: avoid; } }
`;
