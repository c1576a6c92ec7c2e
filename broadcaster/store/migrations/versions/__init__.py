"""The steps, in order. A released step is never changed."""
