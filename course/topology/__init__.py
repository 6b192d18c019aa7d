"""The network of a project as a picture: what there is, what it is joined with, where it stands, what is broken."""
