"""What runs in the practice environment: one command each for tables, services and seed."""
