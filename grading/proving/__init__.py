"""Prove labs: do them as students on a running classroom, right and wrong, and see that grading says so."""
