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

/** The workflow's five checks, the three that tie the evidence to the release, and the rehearsal of the way back. */
export function preDeploymentChecks(test: TestCommand | undefined): readonly Check[] {
  const attested = (id: string, title: string): Check => ({ id, title, kind: 'attested', required: true });
  const automatic = (id: string, title: string): Check => ({ id, title, kind: 'automatic', required: true });
  return [
    test === undefined
      ? attested(checkIds.tests, 'All tests passing')
      : {
          ...automatic(checkIds.tests, 'All tests passing'),
          run: test.command,
          cwd: test.cwd,
          timeoutSeconds: DEFAULT_CHECK_TIMEOUT_SECONDS,
        },
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
