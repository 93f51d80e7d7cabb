/** The style sheet of a report: light or dark as the system is; charts read their colors from it. */
export const REPORT_STYLE = `
:root {
  --back: #ffffff; --panel: #f6f7f9; --line: #dde2e9; --text: #1b2430; --dim: #5a6675; --accent: #0b62c4;
}
@media (prefers-color-scheme: dark) {
  :root { --back: #12171e; --panel: #1a212b; --line: #323d4b; --text: #e4e9f0; --dim: #a3afbf; --accent: #6db3ff; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--back); color: var(--text);
  font: 15px / 1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 1640px; margin: 0 auto; padding: 40px 32px 72px; }
h1 { font-size: 34px; line-height: 1.2; margin: 0 0 6px; }
h2 { font-size: 19px; line-height: 1.3; margin: 0 0 2px; }
h3 { font-size: 15px; margin: 0 0 6px; }
p { margin: 0; }
.dim { color: var(--dim); }
.figures {
  list-style: none; padding: 0; margin: 26px 0 34px;
  display: flex; flex-wrap: wrap; gap: 12px;
}
.figures li { flex: 1 1 150px; background: var(--panel); border-radius: 10px; padding: 14px 18px; color: var(--dim); }
.figures b { display: block; font-size: 26px; line-height: 1.25; color: var(--text); font-weight: 650; }
.charts { columns: 2 640px; column-gap: 24px; }
figure { margin: 0 0 24px; padding: 18px 20px 12px; border: 1px solid var(--line); border-radius: 12px; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; margin: 6px auto 0; }
.narrow { display: none; }
.note { border-left: 4px solid var(--accent); background: var(--panel); padding: 8px 14px; margin: 8px 0; overflow-wrap: anywhere; }
details { margin: 6px 0 4px; }
summary { cursor: pointer; color: var(--dim); font-size: 13px; }
pre {
  background: var(--panel); border-radius: 6px; padding: 12px; margin: 6px 0; overflow: auto; max-height: 420px;
  font: 12.5px / 1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
details table { max-width: 520px; }
td.message { white-space: pre-wrap; overflow-wrap: anywhere; }
section { margin-top: 28px; }
table { border-collapse: collapse; width: 100%; margin-top: 8px; }
th, td { text-align: left; vertical-align: top; padding: 7px 16px 7px 0; border-bottom: 1px solid var(--line); }
td:first-child { overflow-wrap: anywhere; }
code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9em; }
main > section > table { max-width: 960px; }
thead th { font-size: 13px; color: var(--dim); font-weight: 600; }
th.number, td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td:last-child, th:last-child { padding-right: 0; }
.work { display: flex; flex-wrap: wrap; gap: 32px 44px; margin-top: 14px; }
.work > div { flex: 1 1 min(100%, 480px); }
@media (max-width: 700px) {
  main { padding: 24px 14px 48px; }
  h1 { font-size: 27px; }
  .figures { display: grid; grid-template-columns: repeat(2, 1fr); gap: 8px; margin: 18px 0 22px; }
  .figures > :last-child:nth-child(odd) { grid-column: 1 / -1; }
  .figures li { padding: 10px 12px; }
  .figures b { font-size: 21px; }
  .charts { columns: 1; }
  figure { padding: 14px 10px 8px; }
  .wide { display: none; }
  .narrow { display: block; }
  th, td { padding-right: 10px; }
}
@media print { details:not([open]) { display: none; } figure, tr { break-inside: avoid; } }
`
