"""Hypothesis without a deadline: the wall clock of a busy machine is no property of a timetable."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
