"""Look at a cloud once: one list call for each kind of resource, side by side; nothing is joined or judged here."""
