"""What the node stores and recalls."""
