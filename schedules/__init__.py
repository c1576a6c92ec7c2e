"""When something sounds: pure values and functions, no clock, no I/O."""
