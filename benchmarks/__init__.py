"""Side-by-side runs against named peers."""
