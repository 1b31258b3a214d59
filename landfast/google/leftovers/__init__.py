"""What jobs, clusters and Google's services leave in a project, which no state knows: ended, emptied, waited for."""

from landfast.google.leftovers.leftovers import GoogleLeftovers
from landfast.google.leftovers.scope import WHOLE, LeftoverScope

__all__ = ["WHOLE", "GoogleLeftovers", "LeftoverScope"]
