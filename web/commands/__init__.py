"""The larger commands of `tresen`, one module each; web/cli.py gathers them."""
