"""What all tests share: how Hypothesis tries. Fixtures stand beside the tests that need them."""

from hypothesis import settings

# How long one example takes says nothing on a busy machine; speed is measured in benchmarks/.
settings.register_profile("thorough", deadline=None)
# The edit loop tries the same few examples each time, so that what turns red is what was just changed;
# "make test" searches at random with --hypothesis-profile=thorough.
settings.register_profile("quick", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("quick")
