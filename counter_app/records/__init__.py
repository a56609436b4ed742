"""Everything else that lasts or is read from files: claims handed over as files, names of regions."""
