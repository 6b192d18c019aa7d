"""Property tests meet the same examples every time, and a busy machine is no fault."""

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")
