import { execSync } from 'node:child_process';

execSync('yarn prisma migrate deploy --schema src/prisma/schema.prisma');
