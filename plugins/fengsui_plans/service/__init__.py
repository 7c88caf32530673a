"""Commands and views: load, let the model decide, save, record."""
