"""Fetch exported Parquet from the lake, check it and publish it for the site."""
