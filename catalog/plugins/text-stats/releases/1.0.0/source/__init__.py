"""Statistics of a text, and how easily it reads."""
