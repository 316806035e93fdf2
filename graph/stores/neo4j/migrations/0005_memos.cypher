// What settling a curriculum leaves for the next time: it can be lost, and is then made anew.
CREATE CONSTRAINT memo_curriculum IF NOT EXISTS FOR (m:Memo) REQUIRE m.curriculum IS UNIQUE;
