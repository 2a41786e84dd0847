"""The published site: its releases in a bucket behind CloudFront, its domain and its costs."""
