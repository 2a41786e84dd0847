"""Tests of building and serving the site."""
