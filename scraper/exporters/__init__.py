"""From records to files that other tools read: views say what a row is, exporters how rows become a file."""
