import type { Directions } from '../sql/directions';
import { argumentsOf, closeOf, inside, plainText, splitAt } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { phpDirections, phpMethod } from './phpCode';
import { notKnown, type SqlLine } from './sqlLines';

/** What decides whether a migration runs, or what it says; none of it changes the schema. */
const harmless = new Set(['abortIf', 'skipIf', 'warnIf', 'write', 'throwIrreversibleMigrationException']);

/**
 * Doctrine migrations as generated: `$this->addSql('…')` with plain texts; what is done through the schema object is not
 * known. https://www.doctrine-project.org/projects/doctrine-migrations/en/current/reference/migration-classes.html
 */
export function doctrineDirections(text: string): Directions {
  const tokens = lexCode(text, 'php');
  const own = phpMethod(tokens, 'isTransactional');
  const wrapped = own?.some((token) => token.text === 'false') === true ? 'no' : 'yes';
  return phpDirections(tokens, wrapped, statements);
}

function statements(tokens: readonly CodeToken[]): readonly SqlLine[] {
  return splitAt(tokens, ';').flatMap((statement): readonly SqlLine[] => {
    const [receiver, arrow, name, open] = statement;
    const line = receiver?.line ?? 1;
    const isOwn = receiver?.text === '$this' && arrow?.text === '->' && open?.text === '(';
    if (!isOwn || closeOf(statement, 3) !== statement.length) return [notKnown(line)];
    if (harmless.has(name?.text ?? '')) return [];
    const given = argumentsOf(inside(statement, 3));
    // Further arguments are values for place holders, which no parser of SQL reads.
    const sql = name?.text === 'addSql' && given.length === 1 ? plainText(given[0]) : undefined;
    return [sql === undefined ? notKnown(line) : { line, sql }];
  });
}
