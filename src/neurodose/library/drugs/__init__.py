"""One file a drug. Each gives a `drug`: model, population and the addresses of what is asked of it most."""
