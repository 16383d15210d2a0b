"""How the explained page looks: two columns, on a phone one below the other, light or dark as the reader has it."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy: no script, no network."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --dim: #566070; --paper: #fff; --card: #f5f7fa; --line: #d5dbe4;
  --link: #0b57b0; --target: #b3261e; --page: #e2e6ec; --question: #cfe4ff; --asker: #d9f2cd; --reply: #ffe7b8;
  --article: #e9dcff; --similar: #c9f0ee; --related: #ffd9e2;
  --mono: ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK TC", monospace; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --dim: #a9b3c1; --paper: #12161c; --card: #1b212a;
  --line: #38424f; --link: #8ab8f5; --target: #ff8a80; --page: #3a424e; --question: #173f6b; --asker: #24501a;
  --reply: #5c4100; --article: #46316e; --similar: #0d4b49; --related: #642236; } }
* { box-sizing: border-box; }
html { scroll-padding: 4rem 0; }
body { margin: 0; font: 1rem/1.55 system-ui, "Noto Sans", "Noto Sans CJK TC", sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1rem 0 .5rem; }
h3 { font-size: .95rem; margin: 1.25rem 0 .4rem; padding-left: .5rem; border-left: .4rem solid var(--line); }
.skip { position: absolute; left: -100vw; } .skip:focus { left: .5rem; top: .5rem; background: var(--paper); }
header { padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); } header p { margin: .25rem 0; }
.reason { color: var(--target); }
.legend { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; margin: .5rem 0 0; padding: 0; }
.key { padding: 0 .5rem; border-radius: .25rem; font-size: .85rem; }
nav ol { margin: 0; padding-left: 1.5rem; max-height: 12rem; overflow: auto; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(20rem, 28rem); align-items: start; }
main { padding: 1rem 1.25rem 50vh; }
aside { padding: 0 1.25rem 4rem; background: var(--card); border-left: 1px solid var(--line); position: sticky; top: 0;
  height: 100vh; overflow-y: auto; }
main p { margin: .15rem 0; } .gap { margin-top: .75rem; } .strong, strong { font-weight: 600; }
.h1, .h2, .h3, .h4, .h5, .h6 { font-weight: 700; margin-top: .9rem; } .h1 { font-size: 1.5rem; }
.h2 { font-size: 1.25rem; } .h3 { font-size: 1.1rem; }
.list, .definition { margin-inline-start: 1.25rem; } .term { font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 0 1.25rem; border-bottom: 1px solid var(--line); }
.cell { flex: 1 1 8rem; min-width: 0; }
.furniture { color: var(--dim); font-size: .875rem; border-inline-start: 2px solid var(--line);
  padding-inline-start: .75rem; }
.furniture .furniture { border: 0; padding: 0; }
.mark { color: var(--dim); }
.number { display: inline-block; min-width: 3.5ch; margin-inline-end: 1ch; color: var(--dim); text-align: right;
  font-variant-numeric: tabular-nums; user-select: none; }
.numbered { padding-inline-start: 4.5ch; text-indent: -4.5ch; }
.left-out { color: var(--dim); font-style: italic; }
.control { font: .75em var(--mono); border: 1px solid currentcolor; border-radius: .2rem; padding: 0 .15rem; }
.unheard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
mark { color: var(--ink); background: var(--mark); border-radius: .2rem; padding: .05rem .1rem; position: relative;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; scroll-margin: 5rem; }
mark a:not(.tag) { color: inherit; }
.page { --mark: var(--page); } .question { --mark: var(--question); } .asker { --mark: var(--asker); }
.reply { --mark: var(--reply); } .article { --mark: var(--article); } .similar { --mark: var(--similar); }
.related { --mark: var(--related); }
.key, .tag { background: var(--mark); color: var(--ink); } h3.page, h3.question, h3.asker, h3.reply, h3.article,
h3.similar, h3.related { border-color: var(--mark); }
.beside { background: none; border-bottom: 2px dashed var(--mark); }
.tags { position: absolute; left: 0; bottom: 100%; z-index: 2; display: flex; white-space: nowrap; opacity: 0;
  pointer-events: none; font-size: .75rem; font-weight: 400; line-height: 1.5; }
mark:hover .tags, mark:focus-within .tags, mark:target .tags { opacity: 1; pointer-events: auto; }
mark:has(:target) .tags { opacity: 1; pointer-events: auto; }
.tag { border: 1px solid var(--ink); border-radius: .2rem; padding: 0 .35rem; text-decoration: none; }
mark:target, mark :target { outline: 3px solid var(--target); outline-offset: 1px; }
.fields { list-style: none; margin: 0; padding: 0; }
.fields > li { background: var(--paper); border: 1px solid var(--line);
  border-left: .4rem solid var(--mark, var(--line));
  border-radius: .3rem; padding: .4rem .6rem; margin: .4rem 0; scroll-margin: 1rem; }
.fields > li:target { outline: 3px solid var(--target); }
.fields p { margin: .1rem 0; font-size: .9rem; } .value { max-height: 9rem; overflow: auto; white-space: pre-line; }
.what { color: var(--dim); } code { font: .8rem/1.4 var(--mono); }
.note { color: var(--dim); font-style: italic; }
.excerpt { font: .8rem/1.4 var(--mono); background: var(--card); border: 1px solid var(--line); margin: .25rem 0;
  padding: .4rem; white-space: pre-wrap; max-height: 8rem; overflow: auto; }
details { font-size: .85rem; } summary { cursor: pointer; color: var(--dim); } details ul { margin: .2rem 0;
  padding-left: 1.1rem; }
@media (max-width: 55rem) { .columns { display: block; } main { padding-bottom: 1rem; }
  aside { position: static; height: auto; border-left: 0; border-top: 1px solid var(--line); } }
@media (hover: none) { .tags { position: static; display: inline; opacity: 1; pointer-events: auto; white-space: normal;
  font-size: .65rem; } .tag { display: inline-block; margin-inline-start: .3rem; border-style: dotted;
  padding: 0 .2rem; } }
@media print { aside { position: static; height: auto; } }
"""
