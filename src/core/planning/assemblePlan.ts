import { withCheckSettings } from '../checks/checkSettings';
import { preDeploymentChecks } from '../checks/checks';
import { isDocument } from '../facts/documents';
import { sourceRole } from '../facts/sources';
import type { Sha256 } from '../plan/digest';
import { PLAN_SCHEMA_VERSION, type Blank, type Plan } from '../plan/schema';
import { chooseStrategy, planStages } from './deploymentPlanner';
import { digestItems } from './generatedItems';
import { mentionedCaveats } from './mentionedPlatforms';
import { migrationCaveats } from './migrationCaveats';
import { monitoringBlanks, planMonitoring } from './monitoringPlanner';
import { people, peopleBlanks } from './people';
import { startCaveats } from './pipelineStarts';
import { isFlagOnly, type PlanningInput } from './planningInput';
import { planRollback } from './rollbackPlanner';
import { judgeRollbackSafety } from './verdict';
import { watchChecks } from './watch';
import { suitesToPass } from './suitesToPass';

/** Version of the planners, kept beside what they generated. */
const GENERATOR_VERSION = 1;
/** How often the channel hears from the rollout, in minutes. */
const UPDATE_MINUTES = 30;
/** How long the service is watched after Full, in hours: the lower end of the workflow's 24–48 h. */
const WATCH_HOURS = 24;

/** Puts the parts of the planners together. Pure: the same input gives the same plan. */
export function assemblePlan(input: PlanningInput, sha256: Sha256): Plan {
  const { request, facts } = input;
  const stages = planStages(input);
  const rollback = planRollback(input);
  const suites = suitesToPass(facts, request.unit);
  const plan: Plan = {
    schemaVersion: PLAN_SCHEMA_VERSION,
    id: request.id,
    deployment: {
      feature: request.feature,
      slug: request.slug,
      summary: summarise(input),
      verdict: judgeRollbackSafety(input),
      date: request.date,
      owner: request.owner,
      ticket: request.ticket,
      service: input.service,
      ...(request.unit === '.' ? {} : { unit: request.unit }),
    },
    release: {
      base: { ...facts.release.base },
      head: { ...facts.release.head },
      baselineVersion: input.baselineVersion,
      newVersion: input.newVersion,
    },
    schedule: {},
    strategy: chooseStrategy(input),
    platform: platformOf(input),
    blanks: usedOnce([
      ...(isFlagOnly(facts) ? [] : (input.speech?.blanks ?? [])),
      ...stages.blanks,
      ...rollback.blanks,
      ...monitoringBlanks(input),
      ...peopleBlanks(input.profile),
    ]),
    checks: withCheckSettings(
      preDeploymentChecks(suites.first, input.testTask, suites.further),
      input.checkSettings ?? {},
    ),
    risks: input.risks,
    ...((input.notExamined ?? []).length === 0 ? {} : { notExamined: input.notExamined }),
    stages: stages.part,
    rollback: rollback.part,
    monitoring: planMonitoring(input),
    communication: {
      before: { notify: [people.onCall], channels: [people.warningChannel] },
      during: { where: people.warningChannel, everyMinutes: UPDATE_MINUTES },
      ifIssues: { escalateTo: people.onCall, document: people.criticalChannel },
    },
    watch: {
      hours: WATCH_HOURS,
      checks: watchChecks(input),
    },
    generated: { version: GENERATOR_VERSION, items: {} },
  };
  return { ...plan, generated: { version: GENERATOR_VERSION, items: digestItems(plan, sha256) } };
}

function platformOf({ facts, speech, detectedPlatform }: PlanningInput): Plan['platform'] {
  const id = speech?.platform.id ?? detectedPlatform ?? 'unknown';
  if (isFlagOnly(facts)) return { id, trafficControl: 'flag', granularityPercent: 1 };
  if (speech === undefined) {
    const caveats = distinct([...migrationCaveats({ facts, speech }), ...startCaveats({ facts, speech })]);
    const platform: Plan['platform'] = { id, trafficControl: 'none', granularityPercent: 100 };
    return caveats.length === 0 ? platform : { ...platform, caveats };
  }
  const caveats = distinct([
    ...migrationCaveats({ facts, speech }),
    ...speech.caveats,
    ...startCaveats({ facts, speech }),
    ...mentionedCaveats({ facts, speech }),
  ]);
  return caveats.length === 0 ? speech.platform : { ...speech.platform, caveats };
}

/** Each text once: what two tools have in common is said of both. */
function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function summarise({ facts, request }: PlanningInput): string {
  if (isFlagOnly(facts)) return `Turns on ${request.feature} by its flag; no code is deployed.`;
  const count = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
  const { commits, files } = facts.release;
  const parts = [count(commits.length, 'commit'), count(files.length, 'changed file')];
  const added = facts.migrations.filter(({ change }) => change === 'added').length;
  const edited = facts.migrations.length - added;
  if (added > 0) parts.push(count(added, 'migration'));
  if (edited > 0) parts.push(count(edited, 'edited migration'));
  const isAside = files.length > 0 && files.every(({ path }) => isDocument(path) || sourceRole(path) === 'development');
  return `${parts.join(', ')}.${isAside ? ' Only documentation and tests change.' : ''}`;
}

function usedOnce(blanks: readonly Blank[]): readonly Blank[] {
  return [...new Map(blanks.map((blank) => [blank.id, blank])).values()];
}
