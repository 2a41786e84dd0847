"""Faults that are planted, and the tests that must find them."""
