"""The facts: frozen models, one module per section."""
