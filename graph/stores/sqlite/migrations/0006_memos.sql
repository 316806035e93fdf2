-- What settling a curriculum leaves for the next time: it can be lost, and is then made anew.
CREATE TABLE memo (
    curriculum TEXT PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;
