"""How good a run is: which fields its records have, whether a layout has changed, and a report for people."""
