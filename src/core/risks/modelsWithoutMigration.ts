import type { Facts, ModelChange, SchemaSync } from '../facts/schema';
import type { RiskFinding, RiskRule } from './rule';
import { inOrder, listed, placeOf } from './wording';

/** Models that ask the database for more than it has, in a release in which no migration makes it. */
export const modelsWithoutMigration: RiskRule = {
  id: 'models-without-migration',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    const { modelChanges } = facts;
    const [first] = modelChanges;
    if (first === undefined) return [];
    const names = namesOf(modelChanges);
    const sync = syncOf(facts);
    return [
      {
        issue: `The models ask for ${names}, and no migration of the release makes ${modelChanges.length === 1 ? 'it' : 'them'}${sync === undefined ? '' : `: ${tellSync(sync, modelChanges)}`}.`,
        evidence: inOrder([...modelChanges.map(({ evidence }) => evidence), ...(sync?.evidence ?? [])]),
        ...(sync?.does === 'alters' ? bySync(sync, first) : byNobody(sync, modelChanges)),
        monitor: 'Database errors of both versions.',
      },
    ];
  },
};

type Course = Omit<RiskFinding, 'issue' | 'evidence' | 'monitor' | 'key'>;

function bySync({ library }: SchemaSync, { name }: ModelChange): Course {
  return {
    trigger: `The new version starts, and ${library} changes the tables under the version that still serves.`,
    impact: 4,
    impactWhy: 'nothing takes the change back with the code, and no statement of it was reviewed',
    probability: 2,
    probabilityWhy: `it runs at each start; what it does for ${name} was not judged for locks or for the version before`,
    fails: `Inserts of the version before, where ${library} makes a column that must have a value; its requests, while a table is locked.`,
    detect: 'Errors of the version before about a missing value, and waiting queries while the new version starts.',
    recover: 'Roll back the code, then allow NULL or give a default where the version before inserts.',
    mitigation: `Run the new version once against a copy of the production schema, and read the statements that ${library} sends.`,
  };
}

function byNobody(sync: SchemaSync | undefined, changes: readonly ModelChange[]): Course {
  const isLeft = sync !== undefined && (sync.does === 'starts' || changes.some(({ kind }) => kind === 'column'));
  const isMade = sync !== undefined && !isLeft;
  return {
    trigger: `The new version meets a database without ${changes.length === 1 ? 'it' : 'them'}.`,
    impact: 4,
    impactWhy: 'whatever reads or writes these models fails there',
    probability: isLeft ? 4 : isMade ? 2 : 3,
    probabilityWhy: isLeft
      ? 'what the service does by itself does not change a table that is there'
      : isMade
        ? `${sync.library} makes missing tables when it starts, if its user of the database may`
        : 'nothing in the repository tells who changes the schema, or that production has it already',
    fails: `Requests and jobs of the new version that use ${listed(changes.map(({ name }) => name.replace(/\..*$/u, '')))}.`,
    detect:
      'Errors of the new version that name a missing table or column (in PostgreSQL 42P01 and 42703), right after it starts.',
    recover: 'Roll back the code, or make what is missing by a statement that was reviewed.',
    mitigation:
      'Compare the production schema with the models before Stage 1, and apply the difference there, in a form that both versions can live with.',
  };
}

/** What the models newly ask for, in words. */
export function namesOf(changes: readonly ModelChange[]): string {
  const of = (kind: ModelChange['kind'], noun: string): readonly string[] => {
    const names = changes.filter((change) => change.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`the ${noun}${names.length === 1 ? '' : 's'} ${listed(names)}`];
  };
  return [...of('table', 'table'), ...of('column', 'column')].join(' and ');
}

/** What makes them by itself, the one that does most first. */
export function syncOf({ schemaSyncs }: Pick<Facts, 'schemaSyncs'>): SchemaSync | undefined {
  const order: readonly SchemaSync['does'][] = ['alters', 'creates', 'starts'];
  return order.flatMap((does) => schemaSyncs.filter((sync) => sync.does === does))[0];
}

/** What a library does by itself about the changes, with its place. */
export function tellSync({ library, does, evidence }: SchemaSync, changes: readonly ModelChange[]): string {
  const where = evidence[0] === undefined ? '' : ` (${placeOf(evidence[0])})`;
  switch (does) {
    case 'alters':
      return `${library} changes the schema as the new version starts${where}`;
    case 'creates':
      return changes.some(({ kind }) => kind === 'column')
        ? `${library} makes missing tables when the new version starts${where}, and adds no column to a table that is there`
        : `${library} makes missing tables when the new version starts${where}`;
    case 'starts':
      return `${library} makes a schema only where the database has no table at all${where}`;
  }
}
