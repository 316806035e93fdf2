-- Statements are the ground truth; node and edge hold what they settle to.

-- digest: 32 bytes; at: microseconds since 1970-01-01 UTC.
CREATE TABLE revision (
    sequence INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,
    at INTEGER NOT NULL,
    message TEXT NOT NULL
) STRICT;

-- Every id that was ever named has a row; the node lives where data (canonical JSON) is present. turned
-- is the revision at which it last came alive or ceased to be. Kinds, origins and roles are the codes of
-- graph.codec; minutes and position are -1 where unknown. confidence_bits is the confidence as a 32-bit
-- float, its bits read as an integer: many of those are loaded in half the time of as many decimals.
CREATE TABLE node (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    turned INTEGER NOT NULL DEFAULT 0,
    kind INTEGER,
    origin INTEGER,
    confidence REAL,
    confidence_bits INTEGER,
    minutes INTEGER,
    name TEXT,
    data TEXT
) STRICT;

-- An edge is supported where origin is present, and lives while both its ends live too.
CREATE TABLE edge (
    key INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES node,
    kind INTEGER NOT NULL,
    target INTEGER NOT NULL REFERENCES node,
    origin INTEGER,
    confidence REAL,
    confidence_bits INTEGER,
    role INTEGER,
    position INTEGER,
    UNIQUE (source, kind, target)
) STRICT;

CREATE INDEX edge_target ON edge (target);

CREATE TABLE owner (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- A statement holds from revision added until revision removed; the rows are also the change log.
CREATE TABLE statement (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    node INTEGER REFERENCES node,
    edge INTEGER REFERENCES edge,
    owner INTEGER NOT NULL REFERENCES owner,
    added INTEGER NOT NULL REFERENCES revision,
    removed INTEGER REFERENCES revision,
    content TEXT NOT NULL,
    CHECK ((node IS NULL) <> (edge IS NULL))
) STRICT;

CREATE UNIQUE INDEX statement_id ON statement (id) WHERE removed IS NULL;
CREATE INDEX statement_node ON statement (node) WHERE removed IS NULL AND node IS NOT NULL;
CREATE INDEX statement_edge ON statement (edge) WHERE removed IS NULL AND edge IS NOT NULL;
CREATE INDEX statement_added ON statement (added);
CREATE INDEX statement_removed ON statement (removed) WHERE removed IS NOT NULL;

-- target is where the id leads in the end: there are no chains.
CREATE TABLE redirect (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL
) STRICT;

CREATE INDEX redirect_target ON redirect (target);

-- unused and failure are JSON.
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    curriculum TEXT NOT NULL,
    uri TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status TEXT NOT NULL,
    unused TEXT NOT NULL,
    failure TEXT
) STRICT;

-- Both compressed by zlib; draft stands first so that reading it alone skips the content's pages.
CREATE TABLE body (
    document TEXT PRIMARY KEY,
    draft BLOB NOT NULL,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE passage (
    node TEXT NOT NULL,
    part INTEGER NOT NULL,
    text TEXT NOT NULL,
    encoder TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (node, part)
) STRICT;

-- Learners stand beside the graph: no revision, and ids as they were when recorded.
CREATE TABLE mastery (
    learner TEXT NOT NULL,
    skill TEXT NOT NULL,
    level REAL NOT NULL,
    at INTEGER NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (learner, skill)
) STRICT, WITHOUT ROWID;

CREATE TABLE completion (
    learner TEXT NOT NULL,
    lesson TEXT NOT NULL,
    at INTEGER NOT NULL,
    score REAL,
    PRIMARY KEY (learner, lesson)
) STRICT, WITHOUT ROWID;
