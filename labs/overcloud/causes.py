"""Why a cloud could not be asked: one short word for each kind of trouble."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Trouble(StrEnum):
    REFUSED = "refused"  # nobody listens
    TIMEOUT = "timeout"
    FORBIDDEN = "forbidden"  # our own credentials are not enough, or wrong
    SERVER_ERROR = "server_error"  # 5xx
    NOT_JSON = "not_json"  # an answer that is no API's
    NO_SERVICE = "no_service"  # not in the catalogue
    MISSING = "missing"  # something the site should have is not there
    TAKEN = "taken"  # something that must be free is another's
    STATE = "state"  # the classroom's nodes are not as the lab begins
    CONTRADICTION = "contradiction"  # two of its answers cannot both be true
    UNEXPECTED = "unexpected"


PASSING = frozenset({Trouble.REFUSED, Trouble.TIMEOUT, Trouble.SERVER_ERROR, Trouble.NOT_JSON})  # worth waiting for


@dataclass(frozen=True)
class Cause:
    """`service` is openstacksdk's word for whom we asked; `detail` is for staff, never for students."""

    trouble: Trouble
    service: str
    detail: str = ""

    def as_json(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}
