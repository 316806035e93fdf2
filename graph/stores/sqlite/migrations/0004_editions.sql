-- Each change to the passages is an edition, numbered from 1: whoever has read one asks for what came after.
-- A passage that was forgotten leaves its key behind, with the edition that it was missing from first.
ALTER TABLE passage ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;

CREATE INDEX passage_edition ON passage (edition);

CREATE TABLE forgotten_passage (
    node TEXT NOT NULL,
    part INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    PRIMARY KEY (node, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX forgotten_passage_edition ON forgotten_passage (edition);
