import type { ParsedValue } from '../../formats/parsedValue';
import { entriesAt, listAt, oneOrMoreAt, textAt, textsAt, valueAt } from '../../looseValue';
import { saysElsewhere, saysProduction } from '../../paths';
import type { JobStart } from '../../schema';
import { saysDeploy } from './saysDeploy';

/** A job as a workflow runs it. */
interface Call {
  readonly job: string;
  readonly name: string;
  readonly given: unknown;
  readonly line: number | undefined;
  readonly workflow: string;
}

/** Longer chains of jobs are none that people write. */
const MOST_JOBS = 200;

/**
 * What starts the jobs of CircleCI that deploy (`filters`, without which every branch does and no tag;
 * https://circleci.com/docs/reference/configuration-reference/#filters), and which jobs before them wait for a person
 * (`type: approval`, https://circleci.com/docs/guides/orchestrate/workflows/#hold-a-workflow-for-a-manual-approval). Those of
 * production, where some say so. Scheduled workflows deploy nothing that a person brings out.
 *
 * @param deploying names of jobs and commands with a line that deploys.
 */
export function circleStarts(file: string, document: ParsedValue, deploying: ReadonlySet<string>): readonly JobStart[] {
  const { value } = document;
  const calls = callsIn(document);
  const found = calls.filter(({ job, name, given }) => {
    const isHold = textAt(given, 'type') === 'approval';
    const said = `${job} ${name}`.replaceAll(around, '');
    return !isHold && ((saysDeploy(said) && !checks.test(said)) || runs(value, job, deploying));
  });
  const told = found.map((call) => ({ call, said: saidBy(call) }));
  const production = told.filter(
    ({ call, said }) =>
      ![call.name, call.job].some(saysElsewhere) && said.some((text) => saysProduction(text) && !saysElsewhere(text)),
  );
  const likely =
    production.length > 0
      ? production
      : told.filter(({ said }) => !said.some(saysElsewhere) && !said.some((text) => forPullRequests.test(text)));
  return likely.flatMap(({ call }): readonly JobStart[] => {
    const before = callsBefore(call, calls);
    // Where those before it do not run, it does not either.
    const branches =
      [call, ...before].map(({ given }) => only(given, 'branches')).find((each) => each.length > 0) ?? [];
    const tags = only(call.given, 'tags');
    // Nothing but tags start what leaves out every branch.
    const leavesOut = oneOrMoreAt(call.given, 'filters', 'branches', 'ignore');
    const isForTags = leavesOut.some((each) => /^\/\.\*\/$/u.test(each));
    if (isForTags && tags.length === 0) return [];
    return [
      {
        system: 'CircleCI',
        job: call.name,
        branches,
        tags,
        ...(branches.length === 0 && !isForTags ? { anyBranch: true as const } : {}),
        holds: before.filter(({ given }) => textAt(given, 'type') === 'approval').map(({ name }) => name),
        evidence: [{ file, ...(call.line === undefined ? {} : { line: call.line }) }],
      },
    ];
  });
}

/** What runs before or after a deployment, or looks at it. */
const around = /(?:pre|post|before|after)[\s_-]?deploy/giu;
const checks = /(?:^|[^a-z])(?:tests?|check|verify|notify|storybook|docs?)(?:$|[^a-z])/iu;

/** What is brought out for the people who review it. */
const forPullRequests = /(?:^|[\s._-])(?:prs?|pull-?requests?)(?=$|[\s._-])/iu;

function callsIn({ value, lineOf }: ParsedValue): readonly Call[] {
  return entriesAt(value, 'workflows').flatMap(([workflow, body]) => {
    const isScheduled = listAt(body, 'triggers').some((trigger) => valueAt(trigger, 'schedule') !== undefined);
    return isScheduled
      ? []
      : listAt(body, 'jobs').flatMap((entry, at): readonly Call[] => {
          const line = lineOf(['workflows', workflow, 'jobs', at]);
          if (typeof entry === 'string') return [{ job: entry, name: entry, given: undefined, line, workflow }];
          return entriesAt(entry).map(([job, given]) => ({
            job,
            name: textAt(given, 'name') ?? job,
            given,
            line,
            workflow,
          }));
        });
  });
}

/** What a call says of its environment: its name, what it gives to its job, and the context of its secrets. */
function saidBy({ name, job, given }: Call): readonly string[] {
  const contexts = oneOrMoreAt(given, 'context');
  return [name, job, ...Object.values(textsAt(given)), ...contexts, ...only(given, 'branches')];
}

/** Whether the job, or a command that its steps use, has a line that deploys. */
function runs(root: unknown, job: string, deploying: ReadonlySet<string>): boolean {
  if (deploying.has(job)) return true;
  return listAt(root, 'jobs', job, 'steps').some((step) =>
    (typeof step === 'string' ? [step] : entriesAt(step).map(([name]) => name)).some((name) => deploying.has(name)),
  );
}

/** The jobs of its workflow that must have run, the last ones first. */
function callsBefore(call: Call, calls: readonly Call[]): readonly Call[] {
  const among = calls.filter(({ workflow }) => workflow === call.workflow);
  const before = new Set<Call>();
  const visit = ({ given }: Call): void => {
    for (const name of oneOrMoreAt(given, 'requires')) {
      for (const each of among.filter((other) => other.name === name)) {
        if (before.has(each) || before.size > MOST_JOBS) continue;
        before.add(each);
        visit(each);
      }
    }
  };
  visit(call);
  return [...before];
}

function only(given: unknown, what: 'branches' | 'tags'): readonly string[] {
  return [...oneOrMoreAt(given, 'filters', what, 'only'), ...oneOrMoreAt(given, 'filters', what)];
}
