"""A Narration as finished things.

`formats` is the table of what can be asked for, `folder` writes a narration into one, `files`
makes each file appear whole or not at all.
"""
