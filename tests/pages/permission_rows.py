"""The permission table, read: tests/pages/permission_table.txt."""

from pathlib import Path

TABLE = Path(__file__).with_name("permission_table.txt")
METHODS = ("GET", "POST", "PUT", "DELETE")
