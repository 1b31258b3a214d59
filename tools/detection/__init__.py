"""How much the policies detect: our own stacks, worsened in one place at a time, and who notices."""

from tools.detection.cached import detection_page

__all__ = ["detection_page"]
