CREATE TABLE definition (id bigint PRIMARY KEY);
