"""From Markdown to the HTML of a chapter or a task: anchors, callouts, commands to copy; then cleaned."""

import re
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

import nh3
from django.utils.translation import gettext, gettext_noop, override
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin

from course.language import Language

ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")
PROMPT = re.compile(r"^(?:\([\w.-]+\) ?)?(?:\[[^\]\n]+\] ?[$#]|\$)(?: |$)")  # (cloud) [user@host dir]$, or a bare $
CHAPTER_FILE = re.compile(r"^0?([0-9]+)-[a-z0-9-]+\.md(#[a-z0-9-]+)?$")  # how notes name another chapter
TABLE = '<div class="table-responsive" tabindex="0"><table class="table">'  # the keyboard scrolls it too
SHELLS = frozenset({"console", "shell-session"})
CALLOUTS = {
    "why": gettext_noop("Why"),
    "careful": gettext_noop("Careful"),
    "exam": gettext_noop("In the exam"),
    "tip": gettext_noop("Good to know"),
    "check": gettext_noop("Check yourself"),
}
ICONS = {
    "why": "lightbulb",
    "careful": "triangle-exclamation",
    "exam": "graduation-cap",
    "tip": "circle-info",
    "check": "circle-question",
}
TAGS = nh3.ALLOWED_TAGS | {"section", "figure", "figcaption", "details", "summary", "button"}
ATTRIBUTES = {
    **{tag: {"id", "class"} for tag in ("h2", "h3", "h4")},
    **{tag: {"class", "data-picture", "role"} for tag in ("section", "figure", "p", "table")},
    "div": {"class", "tabindex"},
    "i": {"class", "aria-hidden"},
    "span": {"class", "aria-hidden"},
    "pre": {"class", "tabindex"},
    "code": {"class"},
    "details": {"class"},
    "a": {"href", "title", "class"},
    "th": {"style", "align", "scope"},
    "td": {"align"},
    "ol": {"start"},
}

Rule = Callable[[Any, Sequence[Token], int, OptionsDict, MutableMapping[str, Any]], str]


class Section(NamedTuple):
    """A heading of the second or third level that can be linked to; `text`: what stands under it, plain."""

    anchor: str
    title: str
    level: int
    text: str = ""


@dataclass(frozen=True)
class Rendered:
    """Clean HTML, and its headings in order."""

    html: str
    sections: list[Section] = field(default_factory=list)


def render(text: str, language: Language) -> Rendered:
    """Render Markdown. Placeholders stay as they are: they are filled in for each student."""
    with override(language):
        markdown = _markdown()
        tokens = markdown.parse(text)
        sections = _give_anchors(tokens)
        _link_headings(tokens)
        _link_chapters(tokens)
        _split_answers(tokens)
        html = markdown.renderer.render(tokens, markdown.options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener noreferrer", url_schemes={"http", "https", "mailto"}
    )
    return Rendered(clean, sections)


def callout_titles(language: Language) -> str:
    """What stands above callouts, in one text: when it changes, stored chapters are old."""
    with override(language):
        return "\n".join(gettext(title) for title in CALLOUTS.values())


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    for name in CALLOUTS:
        container_plugin(markdown, name, render=_callout(name))
    container_plugin(markdown, "picture", render=_picture)
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("table_open", lambda *_: TABLE)
    markdown.add_render_rule("table_close", lambda *_: "</table></div>")
    return markdown


def _give_anchors(tokens: Sequence[Token]) -> list[Section]:
    """Move `{#anchor}` from a heading's text to its id."""
    sections: list[Section] = []
    for before, token in pairwise(tokens):
        found = ANCHOR.search(token.content) if before.type == "heading_open" else None
        if found:
            before.attrSet("id", found.group(1))
            token.content = token.content[: found.start()]
            if token.children:
                token.children[-1].content = ANCHOR.sub("", token.children[-1].content)
            sections.append(Section(found.group(1), _plain(token), int(before.tag[1])))
        elif sections and token.type in {"inline", "fence"} and before.type != "heading_open":
            said = _plain(token) if token.type == "inline" else token.content
            sections[-1] = sections[-1]._replace(text=f"{sections[-1].text} {' '.join(said.split())}".strip())
    return sections


def _link_headings(tokens: Sequence[Token]) -> None:
    """A sign beside each heading that links to it: what one copies to show somebody the place."""
    for before, token in pairwise(tokens):
        anchor = before.attrGet("id") if before.type == "heading_open" else None
        if anchor:
            name = escape(gettext("Link to this section"))
            sign = f'<a class="anchor" href="#{anchor}" title="{name}">#</a>'
            token.children = [*(token.children or []), Token("html_inline", "", 0, content=sign)]


def _link_chapters(tokens: Sequence[Token]) -> None:
    """A link to another chapter's file leads to its page."""
    for link in (child for token in tokens for child in token.children or [] if child.type == "link_open"):
        found = CHAPTER_FILE.match(str(link.attrGet("href")))
        if found:
            link.attrSet("href", f"/chapters/{found.group(1)}/{found.group(2) or ''}")


def _plain(inline: Token) -> str:
    return "".join(" " if child.type == "softbreak" else child.content for child in inline.children or []).strip()


def _split_answers(tokens: list[Token]) -> None:
    """In a `check` the first paragraph asks; what follows is the answer, shown when asked for."""
    for index in reversed([i for i, token in enumerate(tokens) if token.type == "container_check_open"]):
        end = next(i for i in range(index, len(tokens)) if tokens[i].type == "container_check_close")
        question_end = next((i for i in range(index, end) if tokens[i].type == "paragraph_close"), end)
        if question_end + 1 < end:
            summary = escape(gettext("Show the answer"))
            tokens.insert(end, _html("</details>"))
            tokens.insert(question_end + 1, _html(f"<details><summary>{summary}</summary>"))


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content, block=True)


def _callout(name: str) -> Rule:
    def rule(
        self: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        if tokens[index].nesting < 0:
            return "</section>\n"
        icon = f'<i class="fa-solid fa-{ICONS[name]}" aria-hidden="true"></i>'
        title = f'<p class="callout-title">{icon} {escape(gettext(CALLOUTS[name]))}</p>'
        return f'<section class="callout callout-{name}">{title}\n'

    return rule


def _picture(
    self: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    if tokens[index].nesting < 0:
        return "</figcaption></figure>\n"
    name = re.sub(r"[^a-z0-9-]", "", tokens[index].info.split()[-1])
    return f'<figure class="picture" data-picture="{name}"><figcaption>'


def _fence(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    language = (token.info.split() or ["text"])[0]
    body = shell(token.content) if language in SHELLS else escape(token.content)
    kind = "code-shell" if language in SHELLS else "code-text"
    return f'<div class="code {kind}"><pre tabindex="0"><code>{body}</code></pre></div>\n'


def shell(text: str) -> str:
    """Mark prompts, commands and output of a console, so that only commands are copied."""
    lines, continued = [], False
    for line in text.rstrip("\n").split("\n"):
        prompt = "" if continued else (found.group(0) if (found := PROMPT.match(line)) else "")
        if prompt or continued:
            shown = f'<span class="prompt" aria-hidden="true">{escape(prompt)}</span>' if prompt else ""
            lines.append(f'{shown}<span class="command">{escape(line.removeprefix(prompt))}</span>')
            continued = line.endswith("\\")
        else:
            lines.append(f'<span class="output">{escape(line)}</span>')
    return "\n".join(lines) + "\n"
