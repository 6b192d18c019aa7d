"""Values that a cloud might send: any JSON at all, and texts that look like what a field holds."""

from datetime import datetime
from ipaddress import IPv4Address

from hypothesis import strategies as st

ADDRESSES = st.integers(0, 2**32 - 1).map(lambda number: str(IPv4Address(number)))
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(datetime.isoformat)
PLAUSIBLE = st.sampled_from(
    ["", "ACTIVE", "BUILD", "DOWN", "10.0.0.0/24", "10.0.0.0/99", "fd00::1", "::/0", "0.0.0.0/0", "p-1", "kim"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | PLAUSIBLE
    | ADDRESSES
    | MOMENTS
    | st.sampled_from(["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["start", "end", "owner", "id", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
