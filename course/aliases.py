"""Names for people whose own must not be shown: an animal with a colour, the same for the whole life of a class."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

from course.language import language_now

COLOURS = (
    ("파란", "Blue"),
    ("초록", "Green"),
    ("빨간", "Red"),
    ("노란", "Yellow"),
    ("하얀", "White"),
    ("까만", "Black"),
    ("보라", "Purple"),
)
ANIMALS = (
    ("수달", "otter"),
    ("여우", "fox"),
    ("올빼미", "owl"),
    ("고래", "whale"),
    ("두루미", "crane"),
    ("다람쥐", "squirrel"),
    ("거북", "turtle"),
    ("호랑이", "tiger"),
    ("토끼", "rabbit"),
    ("펭귄", "penguin"),
    ("사슴", "deer"),
    ("곰", "bear"),
    ("판다", "panda"),
    ("돌고래", "dolphin"),
    ("독수리", "eagle"),
    ("고슴도치", "hedgehog"),
    ("너구리", "raccoon"),
    ("물범", "seal"),
    ("참새", "sparrow"),
    ("제비", "swallow"),
    ("까치", "magpie"),
    ("오리", "duck"),
    ("백조", "swan"),
    ("코알라", "koala"),
    ("캥거루", "kangaroo"),
    ("코끼리", "elephant"),
    ("기린", "giraffe"),
    ("얼룩말", "zebra"),
    ("늑대", "wolf"),
    ("표범", "leopard"),
    ("문어", "octopus"),
    ("해마", "seahorse"),
    ("나비", "butterfly"),
    ("잠자리", "dragonfly"),
    ("개구리", "frog"),
    ("앵무새", "parrot"),
)
MANY = len(COLOURS) * len(ANIMALS)  # more than a class has numbers


def alias(cohort_id: int, number: int) -> str:
    """The name for a student's number in a class. Without the classroom's key nobody can tell who is who."""
    colour, animal = divmod(_shuffled(cohort_id, settings.SECRET_KEY)[number % MANY], len(ANIMALS))
    at = 1 if language_now() == "en" else 0
    return f"{COLOURS[colour][at]} {ANIMALS[animal][at]}"


@lru_cache(maxsize=64)
def _shuffled(cohort_id: int, key: str) -> tuple[int, ...]:
    def rank(index: int) -> bytes:
        return hmac.digest(key.encode(), f"alias {cohort_id} {index}".encode(), hashlib.sha256)

    return tuple(sorted(range(MANY), key=rank))
