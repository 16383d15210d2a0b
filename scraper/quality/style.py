"""How a report looks: light or dark as the reader has it, on a desk, on a phone and on paper."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy of every page that is written: no script, no network."""

STYLE = """
:root { color-scheme: light dark; --ink: #17202c; --dim: #55606f; --paper: #f3f5f8; --card: #fff; --line: #dbe1e9;
  --track: #e8ecf2; --link: #0b57b0; --good: #1d7a5c; --one: #2f6fb0; --two: #c26a00; --three: #7c8797;
  --warn: #fff1d9; --warn-ink: #6f3800; --warn-line: #e0a33f; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --dim: #a7b1bf; --paper: #0f1318;
  --card: #181e26; --line: #2c3642; --track: #28313d; --link: #8ab8f5; --good: #4cb896; --one: #6aa9e6; --two: #e59a3c;
  --three: #8591a1; --warn: #33260f; --warn-ink: #ffd9a0; --warn-line: #8a6426; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 74rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans CJK TC", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: var(--card);
  padding: .25rem .5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; margin: 0 0 .35rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .25rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
p { margin: .35rem 0; max-width: 46rem; } .dim { color: var(--dim); } .over { color: var(--dim); margin: 0 0 .25rem;
  font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; }
nav ul { list-style: none; margin: 1.1rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
nav a { display: block; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .875rem;
  background: var(--card); text-decoration: none; }
nav a:hover { border-color: currentcolor; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem;
  margin: 1.25rem 0; }
section > h2 + p { margin: 0 0 1rem; color: var(--dim); } section > p:last-child { margin-bottom: 0; }
.unheard caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .8rem 1rem;
  color: var(--dim); font-size: .875rem; line-height: 1.35; }
.tile b { display: block; font-size: 1.7rem; line-height: 1.2; font-weight: 650; color: var(--ink);
  font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.warn { background: var(--warn); color: var(--warn-ink); border-color: var(--warn-line); }
.warn > h2 + p { color: inherit; } .warn ul { margin: .5rem 0; padding-left: 1.25rem; }
.scroll { overflow-x: auto; margin: .75rem 0; } table { border-collapse: collapse; width: 100%; font-size: .925rem; }
caption { text-align: left; color: var(--dim); padding-bottom: .35rem; font-size: .875rem; }
th, td { text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr > :last-child { padding-right: 0; } tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--dim); font-weight: 500; font-size: .8rem; vertical-align: bottom;
  overflow-wrap: normal; }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bars { table-layout: fixed; hyphens: auto; } .bars th:first-child { width: 38%; } .bars .number { width: 6.5rem; }
.fields .number { width: 4.5rem; } .fields .drawn { width: 22%; } .fields th, .fields td { padding-block: .2rem; }
.hosts { min-width: 44rem; }
.bar { display: flex; height: .7rem; min-width: 3rem; background: var(--track); border-radius: .35rem; overflow: hidden;
  margin-top: .42rem; } .bar.tall { height: 1.1rem; margin: .5rem 0; }
.bar i { display: block; } .one { background: var(--one); } .two { background: var(--two); }
.three { background: var(--three); } .good { background: var(--good); }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .25rem 0 .5rem; padding: 0;
  font-size: .875rem; } .key i { display: inline-block; width: .75rem; height: .75rem; border-radius: .2rem;
  margin-right: .4rem; }
.word, time { white-space: nowrap; }
code { font: .85em/1.4 ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK TC", monospace; }
.command { display: block; background: var(--track); border-radius: .35rem; padding: .3rem .6rem; margin: .3rem 0; }
details > summary { cursor: pointer; color: var(--dim); font-size: .875rem; padding: .2rem 0; width: fit-content; }
details ul, td ul, .plain { margin: .25rem 0 .5rem; padding-left: 1.1rem; font-size: .875rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 3rem; }
.explained { border-left: .2rem solid var(--line); padding: .1rem 0 .1rem .9rem; margin: .25rem 0 .75rem;
  font-size: .925rem; } .explained:target { border-color: var(--link); }
figure { margin: .75rem 0 0; } figcaption { font-weight: 600; font-size: .95rem; }
figure > p { margin: .1rem 0 .5rem; color: var(--dim); font-size: .875rem; }
.plot svg { display: block; width: 100%; height: auto; } .plot svg * { stroke-linejoin: round; }
.plot.narrow { display: none; }
footer { color: var(--dim); font-size: .875rem; }
@media (max-width: 40rem) { body { padding: 1.25rem .75rem 3rem; } section { padding: 1rem; }
  h1 { font-size: 1.5rem; } .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; } .tile { padding: .6rem .75rem; }
  .tile b { font-size: 1.35rem; }
  .bar { min-width: 0; } .plot.wide { display: none; } .plot.narrow { display: block; } th, td { padding-right: .6rem; }
  .bars th:first-child { width: 42%; } .bars .number { width: 3.9rem; } .fields .drawn { display: none; } }
@media print { :root { --paper: #fff; color-scheme: light; } body { padding: 0; font-size: .8rem; }
  nav, .skip { display: none; } section { border: 0; padding: .5rem 0; }
  tr, figure, .tile { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .bar, .bar i, .key i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
