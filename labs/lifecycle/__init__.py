"""Start and finish: what they make and remove in a cloud. Everything made is recorded by id at once."""
