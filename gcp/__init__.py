"""What Google is, as data with typed readers: regions, prices, machines, offers."""
