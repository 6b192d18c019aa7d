"""Questions about the notes: how they are written, shown and marked."""
