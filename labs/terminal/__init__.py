"""A shell with the ordinary clients at hand, whose programs start at once: their imports are done before."""
