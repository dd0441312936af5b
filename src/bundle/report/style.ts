/** The report's only style sheet. Colours keep a contrast of 4.5 to 1 on both grounds. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ground:#fff;--card:#f6f7f9;--text:#1b1f24;--soft:#4d5661;--line:#c9d0d8;--event:#6b8fb8;--warn:#b26b00;--error:#c0262d;--mark:#6f42c1}
@media(prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1d2127;--text:#e7eaee;--soft:#b3bcc7;--line:#3a424d;--event:#5f88b7;--warn:#e0a03c;--error:#ff7b72;--mark:#b794f6}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:66rem;padding:1rem;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{font-size:1rem;margin:1rem 0 .25rem}
p,ul,ol{margin:.5rem 0}
.soft{color:var(--soft)}
.lead{font-size:1.1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.5rem .9rem;margin:.7rem 0}
.likely{border-left:.35rem solid var(--error)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
pre,code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
pre{white-space:pre-wrap;margin:.35rem 0;padding:.4rem .6rem;background:var(--card);border:1px solid var(--line);border-radius:.35rem}
.notes{white-space:pre-wrap}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.bar{fill:var(--event)}.warn{fill:var(--warn)}.error{fill:var(--error)}.mark{fill:var(--mark)}.axis{stroke:var(--line)}.window{fill:var(--mark);opacity:.12}
.key span{margin-right:1rem}
.key b{font-weight:400}
.level{color:var(--error);font-weight:600}
@media print{body{max-width:none;font-size:11pt}.card,pre,tr,svg{break-inside:avoid}.scroll{overflow:visible}}
`;
