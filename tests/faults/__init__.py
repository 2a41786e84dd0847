"""Faults injected into real landings on real servers, and the oracle that judges what landed."""
