"""What the built site costs a reader: bytes, requests and time to the first chart, in Chromium."""
