import { ancestorsOf, folderOf } from '../facts/paths';
import type { Unit } from '../facts/schema';
import type { Risk } from '../plan/schema';
import { authorizationWithoutTest } from './authorization';
import { changedSources, type NotExamined } from './code/changedCode';
import { renamedEnvironmentKey, unsetEnvironmentKey, withdrawnSetting } from './configuration';
import { blockedEventLoop, queryInLoop, unboundedQuery } from './databaseAccess';
import { majorDependencyBump, runtimeUpgrade, unaskedLockChange } from './dependencies';
import { freezeWindow } from './freezeWindow';
import { changedServiceWorker, staleChunks } from './frontend';
import { missingDisruptionBudget, missingReadinessProbe, singleReplica, stickySessions } from './kubernetes';
import { shutdownRemoved } from './lifecycle';
import { certificateCheckOff, loosenedBrowserProtection, sqlFromText } from './loosenedProtection';
import { capacityLowered, floatingImage, healthOrPortChanged, openedAccess } from './manifests';
import {
  breakingMigration,
  dataLoss,
  editedMigration,
  failingMigration,
  irreversibleMigration,
  lockingMigration,
  unprovenMigration,
} from './migrations';
import {
  fewerErrorReports,
  instrumentationRemoved,
  quieterSignals,
  removedAlert,
  removedMetric,
} from './observabilityLost';
import { callWithoutTimeout } from './outboundCalls';
import { changedMessageField } from './protobuf';
import { bothEndsChanged, changedJobArguments } from './queuedJobs';
import { largeRelease } from './releaseSize';
import { removedEndpoint } from './removedRoutes';
import { removedInfrastructure } from './removedInfrastructure';
import { unlimitedRetry } from './retries';
import { type RiskInput, type RiskRule, risksOf } from './rule';
import { secretInCode } from './secrets';
import { changedSessionFormat } from './sessions';
import { swallowedError } from './swallowedErrors';
import { unguardedFeature } from './unguardedFeature';
import { errorWithoutCause, unobservedWork } from './unobservedCode';

/** Every rule. A new one is a file and a line here. */
export const riskRules: readonly RiskRule[] = [
  irreversibleMigration,
  unprovenMigration,
  breakingMigration,
  dataLoss,
  lockingMigration,
  failingMigration,
  editedMigration,
  unsetEnvironmentKey,
  renamedEnvironmentKey,
  withdrawnSetting,
  majorDependencyBump,
  runtimeUpgrade,
  unaskedLockChange,
  floatingImage,
  freezeWindow,
  stickySessions,
  changedJobArguments,
  bothEndsChanged,
  changedMessageField,
  changedSessionFormat,
  removedEndpoint,
  changedServiceWorker,
  staleChunks,
  unguardedFeature,
  secretInCode,
  authorizationWithoutTest,
  loosenedBrowserProtection,
  certificateCheckOff,
  sqlFromText,
  openedAccess,
  queryInLoop,
  unboundedQuery,
  blockedEventLoop,
  capacityLowered,
  swallowedError,
  callWithoutTimeout,
  unlimitedRetry,
  shutdownRemoved,
  healthOrPortChanged,
  removedInfrastructure,
  singleReplica,
  missingReadinessProbe,
  missingDisruptionBudget,
  largeRelease,
  removedMetric,
  removedAlert,
  instrumentationRemoved,
  quieterSignals,
  fewerErrorReports,
  unobservedWork,
  errorWithoutCause,
];

/** What the analysis is given. */
export interface ReleaseToAnalyze extends Omit<RiskInput, 'changed'> {
  readonly owner: string;
}

export interface RiskAnalysis {
  /** Gravest first. */
  readonly risks: readonly Risk[];
  /** Changed files about which the rules are silent because nobody looked. */
  readonly notExamined: readonly NotExamined[];
}

/**
 * The workflow's skill of that name: what can go wrong with this release. Pure; every risk names a place in the release or in
 * how the service is deployed.
 */
export function analyzeImplementationRisks({ owner, ...given }: ReleaseToAnalyze): RiskAnalysis {
  const belongs = deployedWith(given.facts.units, given.unit);
  const patches = new Map([...given.patches].filter(([path]) => belongs(path)));
  const { code, notExamined } = changedSources(given.facts, given.files, patches, belongs);
  const input: RiskInput = { ...given, patches, changed: code };
  const risks = riskRules
    .flatMap((rule) => risksOf(rule, input, owner))
    .sort((a, b) => b.impact * b.probability - a.impact * a.probability || (a.id < b.id ? -1 : 1));
  return { risks, notExamined };
}

/** Whether a path is of the unit that is deployed, or of no unit of its own (shared code). */
function deployedWith(units: readonly Unit[], unit: string): (path: string) => boolean {
  if (unit === '.') return () => true;
  const unitOf = new Map(units.filter(({ folder }) => folder !== '.').map(({ folder, id }) => [folder, id]));
  const known = new Map<string, boolean>();
  return (path) => {
    const folder = folderOf(path);
    const verdict =
      known.get(folder) ??
      ownedBy(
        unit,
        ancestorsOf(folder).flatMap((each) => unitOf.get(each) ?? []),
      );
    known.set(folder, verdict);
    return verdict;
  };
}

function ownedBy(unit: string, owners: readonly string[]): boolean {
  return owners.length === 0 || owners.includes(unit);
}
