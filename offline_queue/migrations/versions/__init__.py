"""One file a schema version; each stays as it was released."""
