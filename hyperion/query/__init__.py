"""Ask a question in SQL on either engine and print the answer."""
