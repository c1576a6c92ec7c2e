"""The receiver node: station mode of the same package."""
