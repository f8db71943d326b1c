"""Takes on disk, so that nothing is paid for twice, and the ledger of what was paid.

`origin` says what a take is known by, `takefile` how one is written down, `disk` and `locks` what
makes that safe, `takes` is the store of them. `claims` lets one asker at a time ask for a take,
`keeping` joins store and ledger for whoever speaks a document. `ledger` notes every request,
`upkeep` lists, checks and prunes, `publications` knows what was made of them, `encoded` keeps their
sound as it was encoded, `place` knows where a store is if nobody says.
"""

from captioner.store.claims import Claim, Claims
from captioner.store.keeping import Keeping, KeptClaim
from captioner.store.ledger import Ledger, Run, Totals
from captioner.store.origin import Origin, origin_of
from captioner.store.place import default_folder
from captioner.store.takefile import Kept
from captioner.store.takes import TakeStore

__all__ = [
    "Claim",
    "Claims",
    "Keeping",
    "Kept",
    "KeptClaim",
    "Ledger",
    "Origin",
    "Run",
    "TakeStore",
    "Totals",
    "default_folder",
    "origin_of",
]
