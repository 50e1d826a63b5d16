import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** What is known about the migrations of a release; paths are relative to the planned folder. */
export interface MigrationKnowledge {
  /** Migrations that cannot be undone. */
  readonly irreversibleMigrations?: readonly string[];
  /** Migrations that take away what the running version uses. */
  readonly contractMigrations?: readonly string[];
  /** Migrations that the database's own parser does not read. */
  readonly unreadableMigrations?: readonly {
    readonly file: string;
    readonly line: number;
    readonly message: string;
  }[];
  /** Migrations that were released before and read otherwise now. */
  readonly editedMigrations?: readonly string[];
}

/** Migrations that nobody may run before a person has decided about them. */
export function migrationProblems(plan: Plan, known: MigrationKnowledge): readonly Problem[] {
  const { unreadableMigrations = [], editedMigrations = [] } = known;
  const isDecided = (file: string): boolean =>
    plan.risks.some(
      ({ disposition, evidence }) => disposition.kind !== 'open' && evidence.some((place) => place.file === file),
    );
  const undecided = <Item extends { readonly file: string }>(items: readonly Item[]): readonly Item[] =>
    items.filter(({ file }) => !isDecided(file));
  return [
    ...pointOfNoReturnProblems(plan, known),
    ...contractProblems(plan, known),
    ...undecided(unreadableMigrations).map(({ file, line, message }) =>
      makeProblem(
        'unreadable-migration',
        ['risks'],
        `Migration ${file}:${String(line)} cannot be read: ${message} Mend it, or decide by name about the risk that names it.`,
      ),
    ),
    ...undecided(editedMigrations.map((file) => ({ file }))).map(({ file }) =>
      makeProblem(
        'edited-migration',
        ['risks'],
        `Migration ${file} was edited after it had been released, so production has most likely run another one. Put it back and add a new migration, or decide by name about the risk that names it.`,
      ),
    ),
  ];
}

function pointOfNoReturnProblems(
  { rollback }: Plan,
  { irreversibleMigrations = [] }: MigrationKnowledge,
): readonly Problem[] {
  const [first] = irreversibleMigrations;
  if (first === undefined || rollback.pointOfNoReturn !== null) return [];
  const message = `Migration ${first} cannot be undone: name the stage from which on there is no way back.`;
  return [makeProblem('irreversible-without-point-of-no-return', ['rollback', 'pointOfNoReturn'], message)];
}

/** Commands before Full that name a migration which takes away what the running version uses. */
function contractProblems({ stages }: Plan, { contractMigrations = [] }: MigrationKnowledge): readonly Problem[] {
  return stages.flatMap((stage, index) =>
    stage.kind === 'full' || stage.skipped !== undefined
      ? []
      : stage.steps.flatMap(({ run, title, source }, at) => {
          const file = contractMigrations.find((one) => source?.file === one || run.includes(one));
          if (file === undefined) return [];
          const message = `"${title}" applies ${file}, which takes away what the running version uses. Apply it after Full, or in a later release.`;
          return [makeProblem('contract-before-full', ['stages', index, 'steps', at], message)];
        }),
  );
}
