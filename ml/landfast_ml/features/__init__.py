"""The features: declared columns, the data contract, the pipeline that makes them."""
