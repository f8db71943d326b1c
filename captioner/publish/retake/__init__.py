"""A second take of what came out badly.

`retaking` has the sentences that are `wanted` spoken again, and makes anew what was `narrated`.
"""

from captioner.publish.retake.retaking import Retaken, retake_folder

__all__ = ["Retaken", "retake_folder"]
