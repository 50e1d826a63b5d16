CREATE TABLE cart (id bigint PRIMARY KEY);
