namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>The page's style, for light and dark. No selector uses characters that XML escapes.</summary>
internal static class HtmlStyle
{
    public const string Text = """
        :root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6775; --paper: #fbfbf9; --card: #ffffff; --line: #d5dae0;
          --c0: #1f6fb4; --c1: #c2571a; --c2: #2c8a57; --c3: #8a4fb0; --heat: 31, 111, 180; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa6b4; --paper: #14181d; --card: #1c2229; --line: #37414c;
          --c0: #6ab0ee; --c1: #f0a06a; --c2: #6fce9c; --c3: #c79be6; --heat: 106, 176, 238; } }
        body { margin: 0 auto; padding: 1.5rem; max-width: 76rem; background: var(--paper); color: var(--ink);
          font: 15px/1.45 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
        h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; background: var(--card); font-variant-numeric: tabular-nums; }
        th, td { padding: .22rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        th:first-child { text-align: left; } thead th { color: var(--soft); font-weight: 600; } tr.mean th, tr.mean td { font-weight: 700; }
        .facts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
        .note { border-left: 3px solid var(--c1); padding: .1rem .7rem; margin: .5rem 0; color: var(--soft); }
        .grid { display: flex; flex-wrap: wrap; gap: .8rem; }
        .grid svg { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .3rem; }
        .small svg { width: 11.5rem; } .large svg { width: 24rem; max-width: 100%; }
        svg text { font-size: 10px; fill: var(--ink); } svg text.value, svg text.tick { text-anchor: end; }
        svg text.tick, svg text.start { fill: var(--soft); font-size: 9px; }
        .frame { fill: none; stroke: var(--line); } .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
        .curve.c0 { stroke: var(--c0); } .curve.c1 { stroke: var(--c1); stroke-dasharray: 5 2; }
        .curve.c2 { stroke: var(--c2); stroke-dasharray: 2 2; } .curve.c3 { stroke: var(--c3); stroke-dasharray: 7 2 2 2; }
        .bar.c0 { fill: var(--c0); } .bar.c1 { fill: var(--c1); }
        .key { color: var(--soft); margin: .2rem 0 .5rem; } .key span { margin-right: 1.2rem; } .key b.c0 { color: var(--c0); } .key b.c1 { color: var(--c1); }
        .key b.c2 { color: var(--c2); } .key b.c3 { color: var(--c3); }
        .confusion td { min-width: 2.2rem; text-align: center; padding: .22rem .3rem; } .confusion thead th { text-align: center; }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .5rem; max-width: 36rem; }
        figure img { max-width: 100%; display: block; margin-bottom: .4rem; } figcaption { color: var(--soft); }
        pre { background: var(--card); border: 1px solid var(--line); padding: .8rem; overflow-x: auto; font-size: 13px; }
        """;
}
