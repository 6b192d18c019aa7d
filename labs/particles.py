"""Korean particles behind words that are filled in: `이(가)` becomes 이 or 가 by how the word before it ends when read.

Where the ending is not known, the pair stays as it is written. Own code because the packages for it rest since 2018.
"""

import re
from collections.abc import Callable
from enum import Enum, auto

PAIRS = {
    # as it is written: (behind a final consonant, behind a vowel)
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "으로(로)": ("으로", "로"),
    "(이)라": ("이라", "라"),
}
PAIR = re.compile("|".join(map(re.escape, PAIRS)))
CLOSING = re.compile(r"[)\]}'\"`”’»>]+$")  # read without a sound
CLOSING_SIGN = r"[)\]'\"`”’]"


class Ending(Enum):
    """How a word ends when read. RIEUL is a final consonant that 으로 does not follow."""

    VOWEL = auto()
    RIEUL = auto()
    CONSONANT = auto()
    UNKNOWN = auto()


DIGITS = {"1": Ending.RIEUL, "7": Ending.RIEUL, "8": Ending.RIEUL} | dict.fromkeys("036", Ending.CONSONANT)
SPELLED = {"L": Ending.RIEUL, "R": Ending.RIEUL, "M": Ending.CONSONANT, "N": Ending.CONSONANT}
SPELLED_LENGTH = 4  # capitals up to here are read letter by letter: DNS, CIDR
WORD_ENDINGS = (
    # how English words end in Korean ears; the first that fits
    (re.compile(r"(^|.)l$|[aeiou]le?$"), Ending.RIEUL),
    (re.compile(r"[mn]$|ng$|[aeiou][mn]e$"), Ending.CONSONANT),
    (re.compile(r"[aeiou][pktcb]$|ck$"), Ending.CONSONANT),
)


def ending_of(word: str) -> Ending:
    """How the last sign that is read aloud ends."""
    word = CLOSING.sub("", word)
    last = word[-1:]
    if "가" <= last <= "힣":
        return {0: Ending.VOWEL, 8: Ending.RIEUL}.get((ord(last) - ord("가")) % 28, Ending.CONSONANT)
    if last.isascii() and last.isdigit():
        return DIGITS.get(last, Ending.VOWEL)
    letters = re.search(r"[A-Za-z]+$", word)
    return _ending_of_letters(letters.group()) if letters else Ending.UNKNOWN


def _ending_of_letters(letters: str) -> Ending:
    if len(letters) == 1 or (letters.isupper() and len(letters) <= SPELLED_LENGTH):
        return SPELLED.get(letters[-1].upper(), Ending.VOWEL)
    return next((ending for form, ending in WORD_ENDINGS if form.search(letters.lower())), Ending.VOWEL)


def particle(word: str, pair: str) -> str:
    """The half of a pair that follows the word; the pair itself when it is not known how the word ends."""
    ending = ending_of(word)
    if ending is Ending.UNKNOWN:
        return pair
    behind_consonant, behind_vowel = PAIRS[pair]
    closed = ending is Ending.CONSONANT or (ending is Ending.RIEUL and behind_vowel != "로")
    return behind_consonant if closed else behind_vowel


def with_particle(word: str, pair: str) -> str:
    return f"{word}{particle(word, pair)}"


def fill(text: str, placeholder: str, value_of: Callable[[str], str | None]) -> str:
    """Put a value for each placeholder's name, and choose the particle right behind it, quotes and brackets apart.

    `placeholder`: a pattern whose first group is the name. None leaves the placeholder as it is written. What the
    values themselves hold is left alone.
    """
    pattern = re.compile(rf"(?:{placeholder})(?:(?P<closing>{CLOSING_SIGN}?)(?P<pair>{PAIR.pattern}))?")

    def filled(found: re.Match[str]) -> str:
        value, pair = value_of(found.group(1)), found["pair"]
        if value is None:
            return found.group()
        return f"{value}{found['closing']}{particle(value, pair)}" if pair else value

    return pattern.sub(filled, text)
