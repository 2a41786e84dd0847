"""Unit tests of everything on AWS, against moto in this process."""
