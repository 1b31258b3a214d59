"""From a spec to Terraform JSON: the stacks of one environment, as plain files that need no landfast to be applied."""

from landfast.synth.model import TICKET, Destination, MadeOf, StackFolder, Synthesis, load_synthesis, made_of
from landfast.synth.run import documents_of_each, is_kept, stacks_of_each, synthesize

__all__ = [
    "TICKET",
    "Destination",
    "MadeOf",
    "StackFolder",
    "Synthesis",
    "documents_of_each",
    "is_kept",
    "load_synthesis",
    "made_of",
    "stacks_of_each",
    "synthesize",
]
