"""Pages that need nothing else: one frame, one stylesheet and one set of components, landfast's own pages included."""
