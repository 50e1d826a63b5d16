import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { insideBrackets } from './code/structure';
import type { RiskInput, RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** Rows deleted by a schedule that is new in the release: recurring jobs of Rails, `@Scheduled` of Spring, `@Cron` of Nest. */
export const scheduledDelete: RiskRule = {
  id: 'scheduled-delete',
  dimension: 'data-flow',
  find: (input) => {
    const places = inOrder([...input.changed.flatMap(inScheduledMethods), ...inRecurringJobs(input)]);
    if (places.length === 0) return [];
    return [
      {
        issue: `From this release on a schedule deletes rows in ${count(places.length, 'place')} (${filesIn(places)}).`,
        evidence: places,
        trigger:
          'The schedule is due for the first time, with the rows of production that nobody has cleaned up before.',
        impact: 4,
        impactWhy:
          'rows that go do not come back with the former code; the first run meets all that has gathered until now',
        probability: 2,
        probabilityWhy: 'it runs by itself; whether its condition spares what is still needed was not judged',
        fails: 'Data that somebody still needs, and the database while many rows go at once.',
        detect: 'Row counts of its tables before and after the first run.',
        recover: 'Stop the schedule, then restore the rows from a backup.',
        monitor: 'Rows deleted by each run, and the time it takes.',
        mitigation:
          'Count on production what the condition meets before the first run, or switch the schedule on after Full.',
      },
    ];
  },
};

const deletes =
  /\.(?:delete_all|destroy_all|delete(?:All|Many|By\w*)?)\s*[({]|\.(?:delete_all|destroy_all)\b|&:(?:destroy|delete)!?\b/u;

/** Methods whose schedule stands on an added line and whose body deletes. */
function inScheduledMethods(file: ChangedCode): readonly Evidence[] {
  if (!['Java', 'Kotlin', 'TypeScript'].includes(file.language) || !file.mentions(/@(?:Scheduled|Cron)\b/u)) return [];
  const code = file.code();
  return [...code.matchAll(/@(?:Scheduled|Cron)\s*\(/gu)].flatMap(({ index, 0: head }): readonly Evidence[] => {
    const given = insideBrackets(code, index + head.length - 1);
    const open = given === undefined ? -1 : code.indexOf('{', given.to);
    const body = open < 0 ? undefined : insideBrackets(code, open);
    if (body === undefined || !file.isChanged(index)) return [];
    const found = /\b\w*[rR]epo(?:sitory)?\w*\.delete\w*\s*\(|\.deleteMany\s*\(/u.exec(code.slice(body.from, body.to));
    return found === null ? [] : [{ file: file.path, line: file.lineOf(body.from + found.index) }];
  });
}

/** Jobs that a schedule of Solid Queue or Sidekiq newly names. */
function inRecurringJobs({ patches, changed }: RiskInput): readonly Evidence[] {
  const names = new Set(
    [...patches].flatMap(([path, { added, deleted }]) => {
      if (!/(?:^|\/)config\/(?:recurring|schedule|sidekiq[\w-]*)\.yml$/u.test(path)) return [];
      const named = (lines: typeof added): readonly string[] =>
        lines.flatMap(({ text }) => /^\s*class:\s*["']?(?:\w+::)*(\w+)["']?\s*$/u.exec(text)?.[1] ?? []);
      const before = new Set(named(deleted));
      return named(added).filter((name) => !before.has(name));
    }),
  );
  return changed.flatMap((file): readonly Evidence[] => {
    const name = file.language === 'Ruby' ? /\bclass\s+(?:\w+::)*(\w+)/u.exec(file.code())?.[1] : undefined;
    if (name === undefined || !names.has(name)) return [];
    const at = deletes.exec(file.code());
    return at === null ? [] : [{ file: file.path, line: file.lineOf(at.index) }];
  });
}
