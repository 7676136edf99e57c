"""The site: the shell, untrusted Markdown, and which pages there are."""
