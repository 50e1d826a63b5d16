CREATE TABLE recipe (id text PRIMARY KEY);
