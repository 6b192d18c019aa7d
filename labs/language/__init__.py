"""What authors read about the check language: its JSON schema, its document and its examples, made from the types."""
