"""What makes pages, figures and checks of this repository. Not in the wheel; nothing imports it."""
