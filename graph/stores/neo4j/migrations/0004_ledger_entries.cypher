// Each change that writes lines of the ledger is an entry, numbered from 1: whoever has read one asks for what
// came after. The Cairn node keeps the last number: the line that had it may be dropped.
MATCH (d:DocumentRecord) WHERE d.entry IS NULL SET d.entry = 1;
MATCH (c:Cairn) WHERE c.entry IS NULL
SET c.entry = CASE WHEN EXISTS { MATCH (:DocumentRecord) } THEN 1 ELSE 0 END;
CREATE INDEX document_record_entry IF NOT EXISTS FOR (d:DocumentRecord) ON (d.entry);

// Changes that clients may send again.
CREATE CONSTRAINT request_key IF NOT EXISTS FOR (r:Request) REQUIRE r.key IS UNIQUE;
CREATE INDEX request_at IF NOT EXISTS FOR (r:Request) ON (r.at);
