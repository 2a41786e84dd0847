"""Run the lake's servers natively on one machine."""
