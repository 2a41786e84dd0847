"""Fetch exported Parquet from the lake, check it and publish it for the site."""

from exports.errors import ExportError
from exports.files import S3Files, WebHdfsFiles
from exports.lake import Lake
from exports.publish import Published, publish

__all__ = ["ExportError", "Lake", "Published", "S3Files", "WebHdfsFiles", "publish"]
