"""Why something in a cloud is taken for a leftover, and which reasons prove that it is ours."""

FINISHED = "finished"  # the project of a session that is over
IN_DOMAIN = "in_domain"  # in a student's domain, under a name of ours
ORPHANS = "orphans"  # held for a recorded project that is gone
MADE = "made"  # by start, outside of projects
LOOKS_LIKE = "looks_like"  # a domain with a name like ours
OTHER_NAME = "other_name"  # in a student's domain, under another name
OURS = frozenset({FINISHED, IN_DOMAIN, ORPHANS, MADE})
