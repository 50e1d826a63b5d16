import type { MigrationToolFinding } from '../../src/core/facts/schema';
import { factsOf } from './aWorkspace';

export type Texts = Readonly<Record<string, string>>;

/** The first migration tool that a workspace of these files is found to use. */
export function toolOf(texts: Texts): MigrationToolFinding | undefined {
  return factsOf(texts).migrationTools[0];
}

export const alembic: Texts = {
  'alembic.ini': '[alembic]\nscript_location = alembic\n',
  'alembic/versions/1_a.py': 'revision = "1"\ndown_revision = None\n',
};
export const rails: Texts = {
  'db/migrate/20250101000000_a.rb': 'class A < ActiveRecord::Migration[7.1]\nend\n',
  'bin/rails': '#!/usr/bin/env ruby\n',
};
export const django: Texts = {
  'manage.py': '',
  'shop/migrations/0001_initial.py':
    'from django.db import migrations\nclass Migration(migrations.Migration):\n    pass\n',
};
export const prisma: Texts = { 'prisma/migrations/20250101_a/migration.sql': '', 'package.json': '{ "scripts": {} }' };
export const flyway: Texts = { 'src/main/resources/db/migration/V1__a.sql': '' };
export const efcore: Texts = {
  'src/Shop/Shop.csproj': '<Project/>',
  'src/Shop/Migrations/20250101000000_A.cs': 'using Microsoft.EntityFrameworkCore.Migrations;',
};
