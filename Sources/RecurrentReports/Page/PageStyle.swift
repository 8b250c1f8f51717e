/// How pages look: one column of cards, light or dark as the reader's machine is, from a phone's width up.
enum PageStyle {
  static let sheet = HTML.written(
    """

    :root{color-scheme:light dark;--paper:#f6f6f8;--card:#fff;--ink:#1b1c20;--soft:#6a6c76;--line:#e6e6eb;--tint:#f0f1f5;
    --c0:#2f6fe0;--c1:#e06a2c;--c2:#23946a;--c3:#9158d4;--c4:#b98a12;--c5:#d2447c;--c6:#1192ac;--c7:#7b808c;
    --high:#2f6fe0;--low:#e06a2c;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    @media(prefers-color-scheme:dark){:root{--paper:#121316;--card:#1b1d21;--ink:#ecedf1;--soft:#9b9da8;--line:#2d3036;
    --tint:#25282d;--c0:#74a5ff;--c1:#ff9d66;--c2:#5ccb9a;--c3:#be93f5;--c4:#e2bb4e;--c5:#ff85b0;--c6:#5cc8dd;--c7:#a2a7b3;
    --high:#74a5ff;--low:#ff9d66}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
    "Noto Sans","Noto Sans CJK KR",sans-serif;-webkit-text-size-adjust:100%}
    main{max-width:1120px;margin:0 auto;padding:40px 24px 64px}
    header{margin:0 0 24px}
    h1{font-size:27px;line-height:1.2;letter-spacing:-.02em;margin:0 0 6px;overflow-wrap:anywhere}
    header p{margin:0;color:var(--soft)}
    header .live::before{content:"";display:inline-block;width:8px;height:8px;margin-right:8px;border-radius:50%;
    background:var(--c2)}
    section{margin:36px 0 0}
    h2{font-size:18px;letter-spacing:-.01em;margin:0 0 12px}
    p{margin:0 0 12px;max-width:72ch}
    .note{color:var(--soft);margin-top:-8px}
    .row{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:16px;margin:0 0 16px}
    .row>:only-child{grid-column:1/-1}
    @media(min-width:880px){.row>:last-child:nth-child(odd){grid-column:1/-1}}
    figure,.tiles>div,.facts,.wide{background:var(--card);border:1px solid var(--line);border-radius:12px}
    figure{margin:0 0 16px;padding:16px 18px 14px;min-width:0}
    .row>figure{margin:0}
    figcaption{font-weight:600;margin:0 0 2px}
    figcaption small{font-weight:400;font-size:13px;color:var(--soft);margin-left:6px}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0 0 16px}
    .tiles>div{padding:13px 16px;min-width:0}
    .tiles span,.tiles small{display:block;color:var(--soft);font-size:13px}
    .tiles b{display:block;font-size:23px;line-height:1.3;letter-spacing:-.02em;font-weight:650;
    font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    .legend{display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px;color:var(--soft);min-height:20px}
    .legend i{display:inline-block;width:14px;height:3px;border-radius:2px;margin-right:6px;vertical-align:middle;
    background:var(--c)}
    .legend i.faint{opacity:.4}
    .plot{position:relative;height:236px;margin:8px 4px 0 50px;font-size:12px;color:var(--soft);
    font-variant-numeric:tabular-nums}
    .plot svg{position:absolute;inset:0;width:100%;height:calc(100% - 22px);overflow:hidden;display:block}
    .plot .y,.plot .x{position:absolute;white-space:nowrap;line-height:1}
    .plot .y{right:100%;margin-right:8px;transform:translateY(-50%)}
    .plot .x{bottom:0;transform:translateX(-50%)}
    .plot .x:last-of-type{transform:translateX(-90%)}
    .plot path,.plot line{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round;stroke-linecap:round}
    .plot .grid{stroke:var(--line);stroke-width:1}
    .plot .mark{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 4}
    .plot .curve{stroke:var(--c);stroke-width:2}
    .plot .faint{stroke:var(--c);stroke-width:1;opacity:.4}
    .plot .dots{stroke:var(--c);stroke-width:6}
    .plot .band{fill:var(--c);opacity:.16;stroke:none}
    .plot rect{fill:transparent}
    .plot rect:hover{fill:var(--soft);fill-opacity:.12}
    .axis{font-size:12px;color:var(--soft);text-align:right;margin:2px 4px 0 0}
    .caption{font-size:13px;color:var(--soft);margin:6px 0 0}
    .wide{overflow-x:auto;margin:0 0 16px;padding:4px 0}
    table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
    th,td{padding:7px 14px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
    tr:first-child>th{border-top:0;color:var(--soft);font-weight:500;white-space:nowrap}
    td.n,th.n{text-align:right;white-space:nowrap}
    td{overflow-wrap:break-word;min-width:4em;max-width:40ch}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:0 32px;padding:10px 18px;
    margin:0 0 16px;font-size:14px}
    .facts div{display:flex;justify-content:space-between;gap:16px;padding:5px 0}
    .facts span{color:var(--soft);white-space:nowrap}
    .facts b{font-weight:500;text-align:right;overflow-wrap:anywhere;min-width:0}
    .passage pre,.colored{font:13.5px/1.6 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0 0}
    .colored b{font-weight:400;border-radius:2px;padding:2px 0}
    .colored [class^=p]{background:color-mix(in srgb,var(--high) var(--v),transparent)}
    .colored [class^=n]{background:color-mix(in srgb,var(--low) var(--v),transparent)}
    .p1,.n1{--v:7%}.p2,.n2{--v:13%}.p3,.n3{--v:20%}.p4,.n4{--v:27%}.p5,.n5{--v:33%}.p6,.n6{--v:40%}
    .p7,.n7{--v:47%}.p8,.n8{--v:53%}.p9,.n9{--v:60%}.p10,.n10{--v:67%}.p11,.n11{--v:73%}.p12,.n12{--v:80%}
    .spark{display:block;width:100%;height:34px;margin-top:6px}
    .spark path{fill:none;vector-effect:non-scaling-stroke;stroke:var(--line)}
    .spark .curve{stroke:var(--c0);stroke-width:1.5}
    figure details{margin:6px 0 0}
    .bars{display:grid;grid-template-columns:minmax(0,max-content) minmax(40px,1fr) max-content;gap:5px 12px;font-size:13px;
    align-items:center;margin-top:8px;font-variant-numeric:tabular-nums}
    .bars span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
    .bars i{display:block;height:12px;border-radius:3px;background:var(--c0);min-width:2px}
    .bars em{font-style:normal;color:var(--soft);text-align:right}
    .map{overflow-x:auto;margin-top:8px}
    .map svg{display:block;font-family:var(--mono)}
    details{margin:0 0 12px}
    summary{cursor:pointer}
    @media(max-width:520px){main{padding:24px 14px 40px}h1{font-size:23px}figure{padding:14px 12px 12px}
    .plot{height:196px;margin-left:44px}.tiles{grid-template-columns:repeat(2,1fr)}.tiles b{font-size:20px}
    th,td{padding:7px 10px}}
    @media print{body{background:#fff}figure,section{break-inside:avoid}}

    """)
}
