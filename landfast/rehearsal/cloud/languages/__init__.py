"""Small languages that fields are written in: CEL, filters, schedules. Each only says what is wrong with a text."""
