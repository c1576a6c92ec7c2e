"""Folds Vietnamese text for searching and ordering. Never changes what is shown."""

import unicodedata


def fold(text: str) -> str:
    """Return ``text`` without accents, in lower case, with single spaces: ``Đường  Số 3`` -> ``duong so 3``."""
    split = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())
