alter table votes add reason text;
