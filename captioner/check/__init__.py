"""What is wrong with these captions, for this sound and this document.

`checking` puts them side by side: `coverage` compares what is `shown` with what the `script` says,
`align` finding where both agree; `agreement`, `sync` and `words` compare the times with the
`sound`; the rules of a profile are `captioner.captions`' own. A `report` has what was found; it
becomes a `table` for people, JSON for machines, and a `page` with a picture.
"""

from captioner.check.checking import check_captions
from captioner.check.report import Finding, Outcome, Report

__all__ = ["Finding", "Outcome", "Report", "check_captions"]
