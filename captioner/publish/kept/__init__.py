"""What was kept of a narration, read back from its timeline.

`narration` is that, and `made` tells how its files were made. `chapters` says where each begins,
`sound` gives the sound, of a WAV or of takes, `mastered` if it is that. The `cover` is kept beside
the timeline; `losses` tells what it means for one that takes are gone.
"""

from captioner.publish.kept.narration import (
    Kept,
    find_kept,
    finished,
    load_timeline,
    stem_of_timeline,
    untouched,
)

__all__ = [
    "Kept",
    "find_kept",
    "finished",
    "load_timeline",
    "stem_of_timeline",
    "untouched",
]
