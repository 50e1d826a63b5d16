import type { Check } from '../plan/schema';

/** Ids of the checks the program knows how to decide or ask for. A plan may hold others. */
export const checkIds = {
  tests: 'tests',
  review: 'review',
  findings: 'findings',
  manualTesting: 'manual-testing',
  documentation: 'documentation',
  clean: 'clean',
  pushed: 'pushed',
  upToDate: 'up-to-date',
  rehearsal: 'rehearsal',
} as const;

/** How long a detected test command may run, in seconds, unless the plan says otherwise. */
export const DEFAULT_CHECK_TIMEOUT_SECONDS = 1800;

export interface TestCommand {
  readonly command: string;
  readonly cwd: string;
}

/** A task of the editor that the workspace gives the group `test`. */
export interface TestTask {
  readonly task: string;
  /** It never ends by itself, so it can prove nothing. */
  readonly isBackground: boolean;
}

/**
 * The workflow's five checks, the three that tie the evidence to the release, and the rehearsal of the way back. The
 * tests are those of the task that the workspace gives the group `test`, else the detected command. A task in the
 * background stands in for a missing command only: it is unknown, and says why.
 *
 * @param further commands for parts of the release that the detected one does not test; a task is for all.
 */
export function preDeploymentChecks(
  test: TestCommand | undefined,
  testTask?: TestTask,
  further: readonly TestCommand[] = [],
): readonly Check[] {
  const attested = (id: string, title: string): Check => ({ id, title, kind: 'attested', required: true });
  const automatic = (id: string, title: string): Check => ({ id, title, kind: 'automatic', required: true });
  const first = testsPass(test, testTask);
  return [
    first,
    ...(first.run === undefined ? [] : further.map(testsOfPartPass)),
    attested(checkIds.review, 'Code reviewed and approved'),
    attested(checkIds.findings, 'Critical findings resolved'),
    attested(checkIds.manualTesting, 'Manual testing complete'),
    attested(checkIds.documentation, 'Documentation updated'),
    automatic(checkIds.clean, 'No uncommitted change to the release'),
    automatic(checkIds.pushed, 'Release head pushed'),
    automatic(checkIds.upToDate, 'Not behind the default branch'),
    automatic(checkIds.rehearsal, 'Rollback rehearsed'),
  ];
}

function testsPass(test: TestCommand | undefined, testTask: TestTask | undefined): Check {
  const titled = { id: checkIds.tests, title: 'All tests passing' };
  const timeoutSeconds = DEFAULT_CHECK_TIMEOUT_SECONDS;
  if (testTask !== undefined && (!testTask.isBackground || test === undefined)) {
    return { ...titled, kind: 'automatic', required: true, task: testTask.task, timeoutSeconds };
  }
  return test === undefined
    ? { ...titled, kind: 'attested', required: true }
    : { ...titled, kind: 'automatic', required: true, run: test.command, cwd: test.cwd, timeoutSeconds };
}

function testsOfPartPass({ command, cwd }: TestCommand): Check {
  return {
    id: `${checkIds.tests}-${cwd === '.' ? 'root' : cwd.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-')}`,
    title: `Tests of ${cwd === '.' ? 'the root' : cwd} passing`,
    kind: 'automatic',
    required: true,
    run: command,
    cwd,
    timeoutSeconds: DEFAULT_CHECK_TIMEOUT_SECONDS,
  };
}
