"""The classroom for programs: JSON under /api/v1/, with the same permissions and sentences as the pages."""
