// What a revision did to redirects.
CREATE INDEX redirected_sequence IF NOT EXISTS FOR (r:Redirected) ON (r.sequence);
