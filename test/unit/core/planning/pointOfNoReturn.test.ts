import { describe, expect, it } from 'vitest';
import type { PlatformSpeech } from '../../../../src/core/facts/platforms/platform';
import type { Facts, Migration } from '../../../../src/core/facts/schema';
import type { Risk } from '../../../../src/core/plan/schema';
import type { PlanningInput } from '../../../../src/core/planning/planningInput';
import { pointOfNoReturn } from '../../../../src/core/planning/pointOfNoReturn';
import { judgeRollbackSafety } from '../../../../src/core/planning/verdict';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { factsOf, webManifests } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

const migration: Migration = {
  tool: 'sql',
  file: 'db/1.sql',
  change: 'added',
  reversible: 'yes',
  findings: [],
  phase: 'expand',
};
const canary: PlatformSpeech = {
  ...speechFor(factsOf({ 'deploy/k8s/web.yaml': webManifests({}) })),
  traffic: {
    canary: { kind: 'shift', percent: 5, steps: [], validations: [] },
    partial: { kind: 'skipped', reason: 'No.' },
    majority: { kind: 'skipped', reason: 'No.' },
  },
};

function input(facts: Partial<Facts>, overrides: Partial<PlanningInput> = {}): PlanningInput {
  const base = aPlanningInput({ speech: canary, detectedPlatform: 'cloud-run', ...overrides });
  return { ...base, facts: { ...base.facts, ...facts } };
}

function aRisk(rule: string): Risk {
  return {
    id: rule,
    rule,
    dimension: 'timing',
    issue: 'It changed.',
    evidence: [{ file: 'app/job.rb', line: 3 }],
    trigger: 'x',
    impact: 4,
    probability: 4,
    fails: 'x',
    detect: 'x',
    recover: 'x',
    monitor: 'x',
    mitigation: 'x',
    owner: 'Ada',
    disposition: { kind: 'open' },
  };
}

describe('the point of no return', () => {
  it('is not named where nothing outlives the version that wrote it', () => {
    const safe = input({ migrations: [migration] });
    expect(pointOfNoReturn(safe)).toBeNull();
    expect(judgeRollbackSafety(safe)).toBe(
      'Rollback-safe as far as was examined: the migration only adds what v1.4.0 can live with, so the recorded artifact can be redeployed and the schema stays. The rollback was not rehearsed.',
    );
    expect(judgeRollbackSafety(input({}))).toBe(
      'Rollback-safe as far as was examined: no migration stands between v1.4.0 and v1.5.0, so the recorded artifact can be redeployed. The rollback was not rehearsed.',
    );
  });

  it('says once what holds of several migrations', () => {
    const of = (file: string, reversible: Migration['reversible']): Migration => ({ ...migration, file, reversible });
    const several = input({ migrations: [of('1.sql', 'unknown'), of('2.sql', 'no'), of('3.sql', 'unknown')] });
    expect(pointOfNoReturn(several)?.reasons).toEqual([
      'Whether 2 migrations (1.sql and 3.sql) can be undone is not known; treat them as if they cannot.',
      'Migration 2.sql cannot be undone.',
    ]);
  });

  it('is not sure where the version before may meet rows without a value', () => {
    const nullable = input({ migrations: [migration] }, { risks: [aRisk('newly-nullable-column')] });
    expect(judgeRollbackSafety(nullable)).toBe(
      'Not shown to be rollback-safe: the version before meets the rows without a value that app/job.rb:3 allows.',
    );
  });

  it('is not sure where the version before may write what is refused now, or meet values that it does not know', () => {
    expect(judgeRollbackSafety(input({ migrations: [{ ...migration, refuses: 4 }] }))).toBe(
      'Not shown to be rollback-safe: since db/1.sql:4 the database refuses rows that it took before, and whether the version before writes such rows was not seen.',
    );
    expect(judgeRollbackSafety(input({}, { risks: [aRisk('new-stored-value')] }))).toBe(
      'Not shown to be rollback-safe: the version before does not know a value that the new one may store (app/job.rb:3).',
    );
  });

  it('is not sure where what was recorded names a tag that every build moves', () => {
    const movingTag = { tag: 'latest', evidence: { file: 'ci.yml', line: 7 } };
    expect(judgeRollbackSafety(input({}, { speech: { ...canary, movingTag } }))).toBe(
      'Not shown to be rollback-safe: what is recorded names the image by the tag latest, which every build moves (ci.yml:7).',
    );
  });

  it('goes by what the resources were for that the release destroys', () => {
    const of = (impact: number) => {
      const given = input({}, { risks: [{ ...aRisk('removed-infrastructure'), impact }] });
      return [pointOfNoReturn(given)?.stage, judgeRollbackSafety(given).split(';')[0]];
    };
    expect(of(5)).toEqual([
      'infrastructure',
      'Not rollback-safe: the release destroys resources that hold data, and redeploying the version before does not bring it back (app/job.rb:3).',
    ]);
    expect(of(3)).toEqual([
      undefined,
      'Not shown to be rollback-safe: redeploying the version before does not bring back the resources that the release destroys (app/job.rb)',
    ]);
    expect(of(2)[1]).toMatch(/^Rollback-safe as far as was examined: /u);
  });

  it('is Stage 1 for a migration that a step applies, and Full for one that waits until then', () => {
    const lossy = input({ migrations: [{ ...migration, reversible: 'no' }] });
    expect(pointOfNoReturn(lossy)).toEqual({
      stage: 'infrastructure',
      reasons: ['Migration db/1.sql cannot be undone.'],
    });
    const contract = input({ migrations: [{ ...migration, phase: 'contract' }] });
    expect(pointOfNoReturn(contract)).toEqual({
      stage: 'full',
      reasons: ['Migration db/1.sql takes away what the version before uses.'],
    });
  });

  it('is not made by an old migration that was edited, since it has run already', () => {
    const edited = input({ migrations: [{ ...migration, change: 'edited', phase: 'contract', reversible: 'no' }] });
    expect([pointOfNoReturn(edited), judgeRollbackSafety(edited)]).toEqual([
      null,
      'Rollback-safe as far as was examined: no migration stands between v1.4.0 and v1.5.0, so the recorded artifact can be redeployed. The rollback was not rehearsed.',
    ]);
  });

  it('is the stage that starts the new version where the migrations come with it', () => {
    const tool = {
      id: 'sql' as const,
      folder: 'db',
      evidence: [],
      runs: { when: 'boot' as const, evidence: { file: 'main.go', line: 3 } },
    };
    const booted = { migrationTools: [tool], migrations: [{ ...migration, reversible: 'no' as const }] };
    const stages = [canary, { ...canary, startsInPrepare: true }, undefined].map(
      (speech) => pointOfNoReturn(input(booted, { speech }))?.stage,
    );
    expect(stages).toEqual(['canary', 'infrastructure', 'full']);
  });

  it('tells rows and values that stay from a schema that does not suit', () => {
    const left = (leaves: Migration['leaves'], findings: Migration['findings'] = []) => {
      const given = input({ migrations: [{ ...migration, reversible: 'no', ...(leaves && { leaves }), findings }] });
      return [pointOfNoReturn(given)?.reasons, judgeRollbackSafety(given)];
    };
    expect(left(undefined)).toEqual([
      ['Migration db/1.sql cannot be undone.'],
      'Not rollback-safe: migration db/1.sql cannot be undone.',
    ]);
    expect(left('rows')).toEqual([
      ['Migration db/1.sql writes over rows: what stood there is gone.'],
      'Not shown to be rollback-safe: migration db/1.sql writes over rows for good, and whether the version before can do with what stands there then was not seen.',
    ]);
    expect(left('values')).toEqual([
      ['Migration db/1.sql adds values to an enum: they stay, and so do rows that hold them.'],
      'Not shown to be rollback-safe: the values that migration db/1.sql adds to an enum stay, and whether the version before can read rows that hold them was not seen.',
    ]);
    expect(left('unused columns')).toEqual([
      undefined,
      'Rollback-safe as far as was examined: v1.4.0 can live with what the migration changes: it ignores the columns that go, so the recorded artifact can be redeployed and the schema stays. The rollback was not rehearsed.',
    ]);
  });

  it('says what a migration does to a version that does not know it', () => {
    const breaking = (rule: string): string => {
      const findings = [{ rule, line: 1, severity: 'error', message: 'x', effects: ['breakage'] }] as const;
      return judgeRollbackSafety(input({ migrations: [{ ...migration, phase: 'contract', findings }] }));
    };
    const said = [
      'ban-drop-column',
      'adding-not-nullable-field',
      'renaming-column',
      'changing-column-type',
      'deleting-every-row',
    ];
    expect(said.map(breaking)).toEqual(
      [
        'takes away what the running version uses',
        'demands a value that the running version may not write',
        'renames what the running version uses',
        'changes the type of what the running version uses',
        'empties what the running version uses',
      ].map((what) => `Not rollback-safe: migration db/1.sql ${what}; move it to a release after Full.`),
    );
  });

  it('does not judge by an edited migration, and says so', () => {
    const edited = input({ migrations: [{ ...migration, change: 'edited' }] }, { risks: [aRisk('edited-migration')] });
    expect(judgeRollbackSafety(edited)).toContain(
      'can be redeployed. app/job.rb was edited after production had most likely run it, so the schema there was not judged by it. The rollback',
    );
  });

  it.each([
    [
      'changed-job-arguments',
      'Jobs that the new version has queued carry arguments that the version before does not take (app/job.rb:3).',
      'Not rollback-safe: jobs that the new version has queued do not fit the version before; drain them first (app/job.rb:3).',
    ],
    [
      'changed-message-field',
      'Messages that the new version has written are not read as meant by the version before (app/job.rb:3).',
      'Not rollback-safe: messages of the new version are read wrongly by the version before, and the other way round (app/job.rb:3).',
    ],
    [
      'changed-session-format',
      'Sessions, tokens or cache entries that the new version has written are not read by the version before (app/job.rb:3).',
      'Rollback-safe as far as was examined: no migration stands between v1.4.0 and v1.5.0, so the recorded artifact can be redeployed. The rollback was not rehearsed.',
    ],
  ])('knows what %s leaves behind', (rule, reason, verdict) => {
    const risky = input({}, { risks: [aRisk(rule)] });
    expect(pointOfNoReturn(risky)).toEqual({ stage: 'canary', reasons: [reason] });
    expect(judgeRollbackSafety(risky)).toBe(verdict);
  });

  it('knows of destroyed resources, encrypted values, mails that are sent, and published packages', () => {
    const facts: Partial<Facts> = {
      config: [{ kind: 'key-read', key: 'OTP_ENCRYPTION_KEY', evidence: [{ file: 'app.rb', line: 1 }] }],
      dependencies: [
        { ecosystem: 'npm', name: 'nodemailer', to: '^6.0.0', evidence: [{ file: 'package.json', line: 9 }] },
        { ecosystem: 'npm', name: 'stripe', from: '^1.0.0', to: '^2.0.0', evidence: [] },
        { ecosystem: 'npm', name: 'twilio', to: '^2.0.0', development: true, evidence: [] },
      ],
      publishing: [{ what: 'a package on npm', evidence: [{ file: '.github/workflows/release.yml', line: 12 }] }],
    };
    const risks = [{ ...aRisk('removed-infrastructure'), impact: 5 }];
    expect(pointOfNoReturn(input(facts, { speech: undefined, risks }))).toEqual({
      stage: 'infrastructure',
      reasons: [
        'Applying the infrastructure files destroys resources that hold data.',
        'Values encrypted with OTP_ENCRYPTION_KEY are not readable for the version before, which does not know it.',
        'The release begins to use nodemailer (package.json:9): mails that it has sent stay sent.',
        'What is published stays published: a package on npm (.github/workflows/release.yml:12). Going back means publishing a newer version.',
      ],
    });
    // Where the platform is known the release goes there, and not to the registry.
    expect(pointOfNoReturn(input({ publishing: facts.publishing ?? [] }))).toBeNull();
  });
});
