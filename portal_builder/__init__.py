"""One static transparency site per client, from YAML that delivery leads keep in git."""

__version__ = "0.1.0"
