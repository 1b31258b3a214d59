"""The steps of a project that forecasts series."""
