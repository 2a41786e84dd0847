"""Run the lake's servers on one machine: natively, or in containers."""
