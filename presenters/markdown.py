"""Markdown of organizers and presenters, as safe HTML or as plain text.

CommonMark with tables, strikethrough and autolinks for ``http(s)://`` and ``www.``. Raw HTML is let through and then
all of the HTML passes one allow-list, so no rule of the parser has to be trusted.
"""

import html
import re
from functools import lru_cache
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

HIGHEST_HEADING: Final = 3  # a text stands below the page's h1 and a section's h2
LONGEST_DESCRIPTION: Final = 160  # characters, of which search engines show about so many

# What the old sites' generator read before Markdown did; its content is to be shown as it stands.
_LIQUID_RAW: Final = re.compile(
    r"\{%-?\s*raw\s*-?%\}((?:(?!\{%-?\s*(?:end)?raw\b).)*+)\{%-?\s*endraw\s*-?%\}", re.DOTALL
)
_SAME_SITE_PATH: Final = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")
_HEADING: Final = re.compile(r"(</?h)([1-6])>")

# fmt: off
_TAGS: Final = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "details", "summary",
    "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
    "a", "img", "em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q", "cite",
    "code", "kbd", "samp", "var", "abbr", "dfn",
}
# fmt: on
_ALIGNMENTS: Final = {"align-left", "align-center", "align-right"}

_SANITISER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "a": {"href", "title"},
        "abbr": {"title"},
        "img": {"src", "alt", "title"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
    },
    allowed_classes={"div": {"scroller"}, "td": _ALIGNMENTS, "th": _ALIGNMENTS},
    tag_attribute_values={"div": {"role": {"group"}, "aria-label": {"Table"}, "tabindex": {"0"}}},
    # Both may be wider than a phone; without a place in the tab order a keyboard could not scroll them.
    set_tag_attribute_values={"pre": {"tabindex": "0"}, "img": {"loading": "lazy"}},
    attribute_filter=lambda tag, name, value: (
        None if (tag, name) == ("img", "src") and not _SAME_SITE_PATH.fullmatch(value) else value
    ),
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)


@lru_cache(maxsize=2048)
def to_html(text: str, highest_heading: int = HIGHEST_HEADING) -> SafeString:
    """Render Markdown to safe HTML.

    The highest heading of the text gets the level ``highest_heading``, the next one that it uses the level below, so
    that headings nest under the page's own without gaps. Wide tables come in ``<div class="scroller">``; cells of an
    aligned column have the class ``align-left``, ``align-center`` or ``align-right``. Pictures of other sites become
    links, because no page asks a third party for anything.
    """
    markup = _SANITISER.clean(_PARSER.render(_LIQUID_RAW.sub(r"\1", text)))
    levels = sorted({level for _, level in _HEADING.findall(markup)})
    shifted = {level: min(6, highest_heading + depth) for depth, level in enumerate(levels)}
    markup = _HEADING.sub(lambda tag: f"{tag[1]}{shifted[tag[2]]}>", markup)
    return mark_safe(markup)  # noqa: S308  it has just passed the allow-list


@lru_cache(maxsize=2048)
def to_plain_text(text: str, length: int = LONGEST_DESCRIPTION) -> str:
    """Return what a reader of the Markdown would see, on one line, cut at a word to so many characters."""
    markup = _TEXT_ONLY.clean(_PARSER.render(_LIQUID_RAW.sub(r"\1", text)))
    line = " ".join(html.unescape(markup).split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    if line[length - 1] != " ":
        cut = cut.rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;:.–—-')}…"


@lru_cache(maxsize=2048)
def to_paragraphs(text: str) -> str:
    """Return what a reader of the Markdown would see, as plain text: blank lines between blocks, "- " before items."""
    markup = _PARSER.render(_LIQUID_RAW.sub(r"\1", _SEPARATORS.sub(" ", text)))
    markup = _CODE_BLOCK.sub(lambda block: block[0].replace("\n", _LINE), _ITEM.sub("- ", markup))
    markup = _CELL.sub(" ", _LINE_END.sub(_LINE, _BLOCK_EDGE.sub(_BLOCK, markup)))
    blocks = html.unescape(_TEXT_ONLY.clean(markup)).split(_BLOCK)
    lines = ([" ".join(line.split()) for line in block.split(_LINE)] for block in blocks)
    return "\n\n".join("\n".join(filter(None, block)) for block in lines if any(block))


_TEXT_ONLY: Final = nh3.Cleaner(tags=set())
_BLOCK, _LINE = "\x1e", "\x1d"  # ASCII's separators of records and of groups, which no text keeps
_SEPARATORS: Final = re.compile(f"[{_BLOCK}{_LINE}]|&#(?:0*(?:29|30)|x0*1[de]);", re.IGNORECASE)
_CODE_BLOCK: Final = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_ITEM: Final = re.compile(r"<li>(?:\n<p>)?")
_BLOCK_EDGE: Final = re.compile(r"</?(?:p|h[1-6]|ul|ol|pre|blockquote|div|table)\b[^>]*>")
_LINE_END: Final = re.compile(r"</(?:li|tr)>|<br />")
_CELL: Final = re.compile(r"</?(?:thead|tbody|t[rhd])\b[^>]*>")  # the cleaner would move text out of a table


class _Renderer(RendererHTML):
    """HTML with tables that scroll on their own."""

    def table_open(self, *_: object) -> str:
        return '<div class="scroller" role="group" aria-label="Table" tabindex="0">\n<table>\n'

    def table_close(self, *_: object) -> str:
        return "</table>\n</div>\n"


def _link_pictures_of_other_sites(state: StateCore) -> None:
    for block in state.tokens:
        links_around = 0
        children: list[Token] = []
        for token in block.children or []:
            links_around += token.nesting if token.tag == "a" else 0
            source = str(token.attrGet("src") or "")
            if token.type != "image" or _SAME_SITE_PATH.fullmatch(source):
                children.append(token)
                continue
            label = Token("text", "", 0)
            label.content = _Renderer().renderInlineAsText(token.children, state.md.options, state.env) or source
            link = [Token("link_open", "a", 1, {"href": source}), label, Token("link_close", "a", -1)]
            children += [label] if links_around else link
        if block.children:
            block.children = children


def _align_cells_by_class(state: StateCore) -> None:
    """Say by a class what the parser says by a ``style`` attribute, which the content security policy forbids."""
    for token in state.tokens:
        if token.type in {"th_open", "td_open"} and (style := token.attrs.pop("style", None)):
            token.attrSet("class", str(style).replace("text-align:", "align-"))


def _autolinks() -> LinkifyIt:
    """Return a linkifier that knows addresses by their ``http://``, ``https://`` or ``www.`` alone."""
    links = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    for schema in ("ftp:", "//", "mailto:"):
        links.add(schema, None)
    domain, end = links.re["src_domain"], links.re["src_host_terminator"]
    # At most eight labels: each "www." of a long row of them would else be tried to the row's end.
    host = rf"^(?:{domain}\.){{1,8}}{links.re['src_domain_root']}{links.re['src_port']}{end}{links.re['src_path']}"
    links.add("www.", {"validate": re.compile(host, re.IGNORECASE), "normalize": _complete})
    return links


def _complete(_links: LinkifyIt, match: Match) -> None:
    match.url = f"https://{match.url}"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"linkify": True}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough", "linkify"])
    parser.linkify = _autolinks()
    parser.core.ruler.push("link_pictures_of_other_sites", _link_pictures_of_other_sites)
    parser.core.ruler.push("align_cells_by_class", _align_cells_by_class)
    return parser


_PARSER: Final = _parser()
