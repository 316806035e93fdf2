// The schema of a store; the package's docstring describes the graph that it is for.
CREATE CONSTRAINT cairn_name IF NOT EXISTS FOR (c:Cairn) REQUIRE c.name IS UNIQUE;
CREATE CONSTRAINT revision_sequence IF NOT EXISTS FOR (r:Revision) REQUIRE r.sequence IS UNIQUE;

// Ids by the label that every node has, and by kind for those who ask by kind.
CREATE CONSTRAINT identity_id IF NOT EXISTS FOR (n:Identity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT curriculum_id IF NOT EXISTS FOR (n:Curriculum) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT document_id IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT module_id IF NOT EXISTS FOR (n:Module) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT lesson_id IF NOT EXISTS FOR (n:Lesson) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT skill_id IF NOT EXISTS FOR (n:Skill) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT pitfall_id IF NOT EXISTS FOR (n:Pitfall) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT audience_id IF NOT EXISTS FOR (n:Audience) REQUIRE n.id IS UNIQUE;

// What is said of a fact; of edges from an id by the prefix of their subject, to an id by target.
CREATE CONSTRAINT statement_id IF NOT EXISTS FOR (s:Statement) REQUIRE s.id IS UNIQUE;
CREATE INDEX statement_subject IF NOT EXISTS FOR (s:Statement) ON (s.subject);
CREATE INDEX statement_target IF NOT EXISTS FOR (s:Statement) ON (s.target);

// The change log, and what changed since a revision.
CREATE INDEX statement_added IF NOT EXISTS FOR (s:Statement) ON (s.added);
CREATE INDEX withdrawn_added IF NOT EXISTS FOR (s:Withdrawn) ON (s.added);
CREATE INDEX withdrawn_removed IF NOT EXISTS FOR (s:Withdrawn) ON (s.removed);

CREATE CONSTRAINT document_record_id IF NOT EXISTS FOR (d:DocumentRecord) REQUIRE d.id IS UNIQUE;
CREATE INDEX document_record_curriculum IF NOT EXISTS FOR (d:DocumentRecord) ON (d.curriculum);
CREATE CONSTRAINT document_body_id IF NOT EXISTS FOR (b:DocumentBody) REQUIRE b.id IS UNIQUE;
CREATE CONSTRAINT passage_place IF NOT EXISTS FOR (p:Passage) REQUIRE (p.node, p.part) IS UNIQUE;
CREATE CONSTRAINT learner_id IF NOT EXISTS FOR (l:Learner) REQUIRE l.id IS UNIQUE;

// For those who search by Cypher; Cairn itself ranks in its own process.
CREATE FULLTEXT INDEX names IF NOT EXISTS
FOR (n:Curriculum|Document|Module|Lesson|Skill|Pitfall|Audience) ON EACH [n.name, n.aliases, n.summary]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}};
CREATE FULLTEXT INDEX passages IF NOT EXISTS FOR (p:Passage) ON EACH [p.text]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}};
CREATE VECTOR INDEX passage_embeddings IF NOT EXISTS FOR (p:Passage) ON (p.embedding)
OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
