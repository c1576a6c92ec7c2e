"""What the wire says to people: refused documents, keys, certificates, broker and front."""

TEXTS: dict[str, tuple[str, str]] = {}
