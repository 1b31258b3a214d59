"""Many series, one model: a table of series, a global model over lags and calendar, backtest, intervals."""
