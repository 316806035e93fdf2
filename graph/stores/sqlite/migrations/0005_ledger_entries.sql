-- When each document last got into the graph, in microseconds; NULL: never, or before this was kept.
ALTER TABLE document ADD COLUMN ingested_at INTEGER;

-- Each change that writes lines of the ledger is an entry, numbered from 1: whoever has read one asks for what
-- came after. The last number is kept by itself: the line that had it may be dropped.
ALTER TABLE document ADD COLUMN entry INTEGER NOT NULL DEFAULT 1;

CREATE INDEX document_entry ON document (entry);

CREATE TABLE ledger_entry (last INTEGER NOT NULL) STRICT;

INSERT INTO ledger_entry SELECT count(*) > 0 FROM document;

-- Changes that clients may send again. Until there is an answer, a runner is at it since the moment "at".
CREATE TABLE request (
    key TEXT PRIMARY KEY,
    asked TEXT NOT NULL,
    runner TEXT NOT NULL,
    at INTEGER NOT NULL,
    answer BLOB
) STRICT;

CREATE INDEX request_at ON request (at);
