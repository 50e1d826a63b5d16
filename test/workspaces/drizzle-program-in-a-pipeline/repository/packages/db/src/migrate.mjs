import { migrate } from 'drizzle-orm/libsql/migrator';

await migrate(undefined, { migrationsFolder: 'drizzle' });
