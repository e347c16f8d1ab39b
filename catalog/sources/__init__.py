"""One reader per format: a file in, records and rejections out.

seam       what a reader is
opening    a source, opened: its bytes, its encoding, its beginning
formats    all readers, and which of them a source is for

Importing this package loads none of them: an agent that serves reads no files, and the readers'
libraries take 20 MB.
"""
