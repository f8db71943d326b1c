"""A Narration as finished things.

`formats` is the table of what can be asked for, `folder` writes a narration into one, by its
`making`; `again` makes files of one that is `kept`, as they were `made`, without speaking, its
`sound` too. `retake` has the sentences that are `wanted` spoken again, and makes what was
`narrated` anew; `losses` tells what it means for one that takes are gone, and `sample` lets a voice
be heard. `caption_files` writes captions, and `files` makes each file appear whole or not at all.

What is made when a narration is kept is a `publication`, `planned` with others of its sound
(`kept_sound`), its `chapters` and the `settings`: `chapter_files` and the `excerpt` are files of
`parts` of it (`part_files`), on their way through `encoding`. What sound files tell of themselves
is `tagged`, with the `cover`; `mastering` makes a narration of its own for one of the `targets`,
whose sound is `mastered` and measured for a `loudness_report`.
"""
