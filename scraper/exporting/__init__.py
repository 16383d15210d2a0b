"""From records to files for other tools: choose records, protect them, turn them into rows, write them whole."""
