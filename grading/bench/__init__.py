"""The grading engine under trouble and under a stop-watch; `manage.py benchmark` runs it in a classroom of its own."""
