// Each change to the passages is an edition, numbered from 1: whoever has read one asks for what came after.
MATCH (p:Passage) WHERE p.edition IS NULL SET p.edition = 1;
CREATE INDEX passage_edition IF NOT EXISTS FOR (p:Passage) ON (p.edition);

// What a passage that was forgotten leaves behind.
CREATE CONSTRAINT forgotten_passage_place IF NOT EXISTS
FOR (f:ForgottenPassage) REQUIRE (f.node, f.part) IS UNIQUE;
CREATE INDEX forgotten_passage_edition IF NOT EXISTS FOR (f:ForgottenPassage) ON (f.edition);
