"""What a package that extends landfast imports: everything here keeps its name and meaning, as `landfast.api` does.

```python
from landfast.plugin import Mend, Message, Resource, Rule, World
```

docs/guides/plugins.md walks through such a package.
"""

from __future__ import annotations

from landfast.modules.context import Context
from landfast.policies.causes import Cause
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, read
from landfast.stacks.extension import StackExtension

__all__ = [
    "Cause",
    "Context",
    "Mend",
    "Message",
    "Missing",
    "Resource",
    "Rule",
    "StackExtension",
    "Unknown",
    "World",
    "first",
    "read",
    "unknown_message",
]
