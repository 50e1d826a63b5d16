import type { Facts } from '../../src/core/facts/schema';
import type { PlanningInput } from '../../src/core/planning/planningInput';

/** Facts of a release of one commit and one file in which nothing was found. */
export function someFacts(overrides: Partial<Facts> = {}): Facts {
  const commit = {
    id: 'b'.repeat(40),
    subject: 'Add it',
    author: 'Ada Park',
    date: '2025-10-27T09:00:00Z',
    merge: false,
  };
  return {
    release: {
      base: { ref: 'v1.4.0', commit: 'a'.repeat(40) },
      head: { ref: 'HEAD', commit: commit.id },
      commits: [commit],
      files: [{ path: 'src/pay.js', status: 'modified', added: 3, deleted: 1 }],
    },
    platforms: [],
    otherPlatforms: [],
    otherMigrations: [],
    modelChanges: [],
    schemaSyncs: [],
    otherPipelines: [],
    jobStarts: [],
    gitops: [],
    ci: [],
    flags: [],
    observability: [],
    metricNames: [],
    tests: [],
    migrationTools: [],
    migrations: [],
    units: [{ id: '.', name: 'shop', folder: '.' }],
    config: [],
    dependencies: [],
    lockFiles: [],
    surface: [],
    messages: [],
    infrastructure: [],
    observabilityChanges: [],
    publishing: [],
    images: [],
    docs: [],
    skipped: [],
    ...overrides,
  };
}

/** What the planners know of a service whose platform is not known. */
export function aPlanningInput(overrides: Partial<PlanningInput> = {}): PlanningInput {
  return {
    request: {
      id: 'plan-1',
      feature: 'Faster payment',
      slug: 'faster-payment',
      date: '2025-10-27',
      owner: 'Ada Park',
      ticket: '',
      unit: '.',
    },
    facts: someFacts(),
    profile: {},
    speech: undefined,
    detectedPlatform: undefined,
    risks: [],
    baselineVersion: 'v1.4.0',
    newVersion: 'v1.5.0',
    service: 'shop',
    ...overrides,
  };
}
