"""What is published: versioned types of their own, changed only by adding a version."""
