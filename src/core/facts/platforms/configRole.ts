import { roleOf } from '../paths';
import type { Role } from '../schema';

/** What others than the project's own people have given, for those who host it. */
const contributed = /(?:^|\/)contrib\//u;

const template =
  /\{\{|\}\}|(?:^|\/)(?:templates?|scaffolds?|scaffolding|stubs?|starters?|generators?|blueprints|archetypes?|recipes)\//iu;

/** A folder whose name says that its contents are tried out: `test-migrations`, `_integration-test`, `Shop.Api.Tests`. */
const trial = /(?:^|\/)(?:[\w.]*[-_.])?(?:tests?|testing|e2e)(?:[-_][\w.-]*)?\//iu;

/** What somebody looks for an error with. */
const debugging = /(?:^|\/)debug(?:ging)?\//iu;

/** What visitors see while the service is down is not the service. */
const standIn = /(?:^|\/)(?:[\w.]+[_-])?maintenance[_-](?:page|mode|site|app)\//iu;

/** What is kept for going back to is applied on no other day. */
const wayBack = /(?:^|\/)roll-?backs?\//iu;

/** The role that the place of a platform's own configuration gives it: what a generator copies is no deployment. */
export function configRole(path: string): Role | undefined {
  if (template.test(path)) return roleOf(path) ?? 'example';
  return manifestRole(path);
}

/** The same for manifests, which projects keep in folders of templates, too: what is tried out, or stands in, is no deployment. */
export function manifestRole(path: string): Role | undefined {
  if (wayBack.test(path) || contributed.test(path)) return roleOf(path) ?? 'example';
  return roleOf(path) ?? (trial.test(path) || standIn.test(path) || debugging.test(path) ? 'development' : undefined);
}
