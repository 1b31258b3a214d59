"""The look of the page: colours for light and dark, and the rules by which a box hides its severity."""

from landfast.policies.model import SEVERITIES

_HIDING = "".join(f"#show-{name}:not(:checked)~main .group.{name}{{display:none}}\n" for name in SEVERITIES)

STYLE = f"""
:root{{--back:#f6f7f9;--card:#fff;--text:#1d2430;--soft:#5c6675;--line:#dfe3e8;--mono:#eef1f4;
--critical:#a3123b;--high:#c8331f;--medium:#a86400;--low:#2563a8;--good:#1b7f4b;--unknown:#7a5af0}}
@media (prefers-color-scheme:dark){{:root{{--back:#12161c;--card:#1a2029;--text:#e4e8ee;--soft:#98a3b3;--line:#2c3542;
--mono:#242c38;--critical:#ff6b8f;--high:#ff8069;--medium:#f0b354;--low:#74b3f2;--good:#5fcf95;--unknown:#a994ff}}}}
*{{box-sizing:border-box}}
body{{margin:0 auto;max-width:1080px;padding:28px 20px 60px;background:var(--back);color:var(--text);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}}
header{{background:var(--card);border:1px solid var(--line);border-left:6px solid var(--good);border-radius:10px;
padding:20px 24px;margin-bottom:20px}}
header.failed{{border-left-color:var(--high)}}header.unknown{{border-left-color:var(--unknown)}}
header p{{margin:0;color:var(--soft)}}.tool{{font-size:13px;letter-spacing:.04em}}
h1{{margin:2px 0 6px;font-size:26px}}h1::first-letter,h2::first-letter{{text-transform:uppercase}}
.bar{{display:flex;gap:2px;height:8px;margin-top:14px;border-radius:4px;overflow:hidden;background:var(--line)}}
.bar i{{min-width:3px}}.bar .assessed{{background:var(--good)}}.bar .without{{background:var(--soft);opacity:.45}}
.bar .not{{background:var(--high)}}
input{{position:absolute;opacity:0}}
label{{display:inline-block;margin:0 6px 14px 0;padding:4px 13px;border:1.5px solid currentColor;border-radius:99px;
font-size:14px;cursor:pointer;user-select:none}}
label.critical{{color:var(--critical)}}label.high{{color:var(--high)}}label.medium{{color:var(--medium)}}
label.low{{color:var(--low)}}
input:not(:checked)+label{{opacity:.5;text-decoration:line-through}}
input:disabled+label{{opacity:.35;cursor:default}}
input:focus-visible+label{{outline:2px solid var(--low);outline-offset:2px}}
h2{{font-size:17px;margin:22px 0 10px}}h2 b{{color:var(--soft);font-weight:400;margin-left:4px}}
.group.critical h2{{color:var(--critical)}}.group.high h2{{color:var(--high)}}
.group.medium h2{{color:var(--medium)}}.group.low h2{{color:var(--low)}}
article{{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 20px;margin-bottom:12px}}
h3{{margin:0 0 8px;font-size:15px}}
.law{{float:right;color:var(--soft);font-weight:400;font-size:13px;margin-left:12px}}
code,.place{{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}}
code{{background:var(--mono);border-radius:5px;padding:1px 6px}}
ul{{list-style:none;margin:0;padding:0}}li{{border-top:1px solid var(--line);padding:9px 0}}li p{{margin:3px 0 0}}
.place{{color:var(--soft);margin-right:6px}}
.tag{{font-size:12px;color:var(--unknown);border:1px solid currentColor;border-radius:99px;padding:0 8px}}
summary{{cursor:pointer;color:var(--soft);font-size:14px}}dt{{color:var(--soft);font-size:13px}}dd{{margin:0 0 8px}}
.scroll{{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}}
table{{border-collapse:collapse;width:100%;font-size:14px}}
th,td{{text-align:left;padding:8px 14px;vertical-align:top;border-top:1px solid var(--line);overflow-wrap:anywhere}}
tr:first-child th{{border-top:0;color:var(--soft);font-weight:500}}
.urgent .scroll{{border-color:var(--high)}}.urgent h2{{color:var(--high)}}
footer{{margin-top:30px;color:var(--soft);font-size:13px}}
{_HIDING}@media print{{input,label{{display:none}}body{{max-width:none}}article{{break-inside:avoid}}}}
"""
