"""How parts join: hooks, manifests, discovery, and calls that no plugin can break."""
