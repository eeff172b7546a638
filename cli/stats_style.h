// How the page of `oyer corpus stats --html` looks.
#pragma once

namespace oyer::cli {

inline constexpr const char* stats_style = R"(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1c2430; --soft: #5b6675; --line: #dde2e8;
  --s0: #2f6fb5; --s1: #c2691c; --s2: #7d8794; --s3: #7a4fa3; --mark: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181e; --card: #1c222b; --ink: #e7ebf0; --soft: #a3aebb; --line: #323b47;
    --s0: #6ea8e6; --s1: #e39a55; --s2: #8b95a3; --s3: #b79be0; --mark: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 28px 20px 48px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 26px; margin: 0 0 2px; letter-spacing: -0.01em; }
h2 { font-size: 16px; margin: 0; }
a { color: var(--s0); }
p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0; }
.tiles div, figure, section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.tiles div { padding: 12px 16px; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 23px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
main { columns: 2 420px; column-gap: 16px; }
figure, section { margin: 0 0 16px; padding: 16px 18px 12px; break-inside: avoid; overflow-x: auto; }
figcaption p, .legend, .none { font-size: 13px; }
.legend span { margin-right: 14px; }
.legend i { display: inline-block; width: 10px; height: 10px; margin-right: 5px; border-radius: 2px; }
svg { display: block; width: 100%; height: auto; margin: 10px 0 8px; overflow: visible; }
svg text { font-size: 12.5px; fill: var(--ink); unicode-bidi: isolate; font-variant-numeric: tabular-nums; }
.label { text-anchor: end; }
svg .value, svg .bin { fill: var(--soft); }
svg .count, svg .bin { text-anchor: middle; font-size: 11.5px; }
svg .mark-text { font-size: 11.5px; fill: var(--mark); }
.ground { stroke: var(--line); }
.mark { stroke: var(--mark); stroke-dasharray: 4 3; }
.s0 { fill: var(--s0); background: var(--s0); } .s1 { fill: var(--s1); background: var(--s1); }
.s2 { fill: var(--s2); background: var(--s2); } .s3 { fill: var(--s3); background: var(--s3); }
rect { rx: 2px; }
.row:hover rect { opacity: 0.75; }
details { font-size: 13px; border-top: 1px solid var(--line); padding-top: 6px; overflow-x: auto; }
summary { cursor: pointer; color: var(--soft); }
table { border-collapse: collapse; margin: 8px 0 4px; font-size: 13px; }
th, td { padding: 2px 14px 2px 0; text-align: right; font-weight: 400; vertical-align: top;
  font-variant-numeric: tabular-nums; }
thead th { color: var(--soft); border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; min-width: 8em; overflow-wrap: anywhere; unicode-bidi: isolate; }
.words th, .words td { text-align: left; }
code { font-size: 12.5px; }
@media print { body { max-width: none; } }
)";

}  // namespace oyer::cli
