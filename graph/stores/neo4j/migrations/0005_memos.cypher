// What settling a curriculum leaves of a node for the next time: it can be lost, and is then made anew.
CREATE CONSTRAINT memo_node IF NOT EXISTS FOR (m:Memo) REQUIRE m.node IS UNIQUE;
