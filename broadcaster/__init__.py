"""The controller of a province's loudspeakers. Imports nothing, so that a station stays small."""
