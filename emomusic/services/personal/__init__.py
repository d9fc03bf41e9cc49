"""What belongs to a person: taken along whole, or deleted.

Each subject says in `registry` how it is exported and how it is erased. A new table that points
at an account, or a new collection, needs its place there: a test walks over all of them.
"""

from emomusic.services.personal.deletion import delete_account, delete_own_account
from emomusic.services.personal.export import export_own

__all__ = ["delete_account", "delete_own_account", "export_own"]
