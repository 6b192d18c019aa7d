"""Who is in a class: looked at, changed one by one, and brought in from a file."""
