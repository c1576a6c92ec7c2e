"""What all tests share: how Hypothesis tries. Fixtures stand beside the tests that need them."""

from hypothesis import settings

# How long one example takes says nothing on a busy machine; speed is measured in benchmarks/.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
