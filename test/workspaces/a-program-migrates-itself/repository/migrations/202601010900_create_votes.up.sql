create table votes (id serial primary key);
