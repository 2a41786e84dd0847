"""The whole build on S3, with the targets and variables of a cluster on EMR."""
