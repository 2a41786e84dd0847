"""Run Hyperion on AWS: storage, roles, clusters and the published site."""
