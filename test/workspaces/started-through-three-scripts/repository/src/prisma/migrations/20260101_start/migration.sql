CREATE TABLE "call" (id text PRIMARY KEY);
