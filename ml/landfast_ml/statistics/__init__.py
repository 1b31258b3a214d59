"""The statistics of experiments: on numpy and scipy alone, held against statsmodels by the tests."""
