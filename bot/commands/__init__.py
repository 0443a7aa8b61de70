"""The commands of `mentor`, one a file.

Each file imports at its top only what `mentor --help` needs; what is heavier is imported where the
command runs, so that the help is there at once.
"""
