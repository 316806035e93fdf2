-- What settling a curriculum leaves of a node for the next time: it can be lost, and is then made anew.
CREATE TABLE memo (
    node TEXT PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;
