"""The real world: folders, Git, the network, the site engine."""
