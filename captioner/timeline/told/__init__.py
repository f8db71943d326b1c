"""Word times as other programs tell them: one file a program, each a recogniser and a reader.

What a file looks like, and where that is documented, stands at its reader. Nothing in one is taken
for granted: what is missing or of another type is a WordFault, which names the word. `times` makes
what was read usable.
"""
