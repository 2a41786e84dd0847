"""What runs on the nodes of a cluster; it imports nothing of the other packages."""
