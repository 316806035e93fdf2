-- What revisions did to redirects: where an id led until then, and where it leads from then on; NULL: nowhere.
CREATE TABLE redirected (
    sequence INTEGER NOT NULL REFERENCES revision,
    id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (sequence, id)
) STRICT, WITHOUT ROWID;
