"""The same job done with other tools. Each file runs alone, in an environment that holds only its tool."""
