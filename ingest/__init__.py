"""Documents in, changes of the graph out."""
