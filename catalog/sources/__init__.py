"""One reader per format: a file in, records and rejections out."""
