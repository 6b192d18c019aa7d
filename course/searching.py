"""Full-text search in the notes, in Korean and English, with the database's own index: FTS5 or PostgreSQL's.

Korean joins particles to words and writes compounds with or without blanks, so its text is cut into pairs of syllables
that overlap, also from one word to the next: what is looked for is found wherever its pairs stand side by side. Both
databases get the same words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, When
from django.utils.safestring import SafeString, mark_safe

from course.models import Passage

HANGUL = r"\uac00-\ud7a3"
PART = re.compile(rf"[{HANGUL}]+|[0-9a-z]+")
RUN = re.compile(rf"[{HANGUL}]+(?: [{HANGUL}]+)*|[0-9a-z]+")  # Korean words between which nothing but a blank stands
WORD = re.compile(rf"[{HANGUL}]+|[0-9a-z]+(?:[-_.][0-9a-z]+)*")
PARTICLE = re.compile(r"(?:으로|에서|에게|까지|부터|처럼|보다|이나|이란|을|를|이|가|은|는|의|에|와|과|로|도|만|란)$")
LEAST_STEM = 2  # syllables that must be left when a particle is taken off
HITS_MAX = 40
AROUND = 70  # characters shown on either side of what was found


@dataclass(frozen=True)
class Hit:
    """A passage that was found, with the place of the first word marked."""

    passage: Passage
    excerpt: SafeString


def words_of(text: str) -> str:
    """The words of the index, one blank between two."""
    text = text.casefold()
    alone = [
        part for part in PART.findall(text) if len(part) == 1 and not part.isascii()
    ]  # such as 키, a word by itself
    return " ".join([*(cut for run in RUN.findall(text) for cut in _cut(run.replace(" ", ""))), *alone])


def _cut(part: str) -> list[str]:
    if part.isascii() or len(part) == 1:
        return [part]
    return [part[at : at + 2] for at in range(len(part) - 1)]


def phrases_of(asked: str) -> list[list[str]]:
    """What a person looks for, a list of index words for each of theirs; the last word of each may go on."""
    return [_phrase(word) for word in WORD.findall(asked.casefold())]


def _phrase(word: str) -> list[str]:
    if word.isascii():
        return PART.findall(word)
    stem = PARTICLE.sub("", word)
    return _cut(stem if len(stem) >= LEAST_STEM else word)


def find_passages(asked: str, language: str) -> list[Hit]:
    """The best passages of the language first; nothing for a question without words."""
    phrases = phrases_of(asked)
    if not phrases:
        return []
    passages = Passage.objects.select_related("chapter").defer("chapter__html", "words")
    passages = passages.filter(chapter__language=language)
    ranked = _ranked_by_postgresql if connection.vendor == "postgresql" else _ranked_by_sqlite
    return [Hit(passage, excerpt_of(passage.text, asked)) for passage in ranked(passages, phrases)[:HITS_MAX]]


def index_passages(passages: Iterable[Passage]) -> None:
    """Put new passages into SQLite's index; PostgreSQL keeps its own up to date."""
    if connection.vendor != "sqlite":
        return
    rows = [(passage.pk, words_of(passage.title), passage.words) for passage in passages]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO course_passage_index (rowid, title, words) VALUES (%s, %s, %s)", rows)


def forget_passages(passages: QuerySet[Passage]) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            rows = [(pk,) for pk in passages.values_list("pk", flat=True)]
            cursor.executemany("DELETE FROM course_passage_index WHERE rowid = %s", rows)
    passages.delete()


def _ranked_by_sqlite(passages: QuerySet[Passage], phrases: list[list[str]]) -> QuerySet[Passage]:
    wanted = " AND ".join(f'"{" ".join(phrase)}" *' for phrase in phrases)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM course_passage_index WHERE course_passage_index MATCH %s"
            " ORDER BY bm25(course_passage_index, 4.0, 1.0)",
            [wanted],
        )
        ids = [row[0] for row in cursor.fetchall()]
    places: list[Any] = [When(pk=pk, then=place) for place, pk in enumerate(ids)]
    in_order = Case(*places, output_field=IntegerField()) if places else "pk"
    return passages.filter(pk__in=ids).order_by(in_order)


def _ranked_by_postgresql(passages: QuerySet[Passage], phrases: list[list[str]]) -> QuerySet[Passage]:
    wanted = " & ".join(f"({' <-> '.join([*phrase[:-1], f'{phrase[-1]}:*'])})" for phrase in phrases)
    vector, query = SearchVector("words", config="simple"), SearchQuery(wanted, search_type="raw", config="simple")
    found = passages.annotate(vector=vector).filter(vector=query)
    return found.annotate(rank=SearchRank(vector, query)).order_by("-rank", "pk")


def _spelling(stem: str) -> str:
    """A pattern for a word, in Korean with or without blanks inside."""
    return re.escape(stem) if stem.isascii() else " ?".join(stem)


def excerpt_of(text: str, asked: str) -> SafeString:
    """Some text around the first place where a word stands, all of them marked."""
    stems = [_spelling(PARTICLE.sub("", word) or word) for word in WORD.findall(asked.casefold())]
    pattern = re.compile("|".join(sorted(stems, key=len, reverse=True)), re.IGNORECASE)
    first = pattern.search(text)
    middle = first.start() if first else 0
    start, end = max(0, middle - AROUND), middle + AROUND * 2
    cut = text[start:end]
    marked, at = [], 0
    for found in pattern.finditer(cut):
        marked += [escape(cut[at : found.start()]), f"<mark>{escape(found.group(0))}</mark>"]
        at = found.end()
    shown = "".join([*marked, escape(cut[at:])])
    return mark_safe(  # noqa: S308  every part was escaped
        ("… " if start else "") + shown + (" …" if end < len(text) else "")
    )
