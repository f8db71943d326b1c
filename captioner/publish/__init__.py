"""A Narration as finished things.

`formats` is the table of what can be asked for, `folder` writes a narration into one, `again` makes
files of one that is `kept`, without speaking; `caption_files` writes captions, and `files` makes
each file appear whole or not at all.
"""
