exports.up = (knex) => knex.schema.createTable('books', (table) => table.increments());
exports.down = (knex) => knex.schema.dropTable('books');
