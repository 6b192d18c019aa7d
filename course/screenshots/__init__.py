"""Pictures of the pages for the documentation, of a class that is invented."""
