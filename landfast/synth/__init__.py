"""From a spec to Terraform JSON: the stacks of one environment, as plain files that need no landfast to be applied."""

from landfast.synth.ask import Child, ahead
from landfast.synth.model import Destination, StackFolder, Synthesis, load_synthesis
from landfast.synth.run import documents_of_each, stacks_of_each, synthesize

__all__ = [
    "Child",
    "Destination",
    "StackFolder",
    "Synthesis",
    "ahead",
    "documents_of_each",
    "load_synthesis",
    "stacks_of_each",
    "synthesize",
]
