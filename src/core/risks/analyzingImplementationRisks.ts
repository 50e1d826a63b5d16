import { belongsTo, factsOfUnit } from '../facts/ofUnit';
import type { Facts } from '../facts/schema';
import { describesSurface } from '../facts/surface/publicSurface';
import type { WorkspaceFiles } from '../facts/workspaceFiles';
import type { Risk } from '../plan/schema';
import { authorizationWithoutTest } from './authorization';
import { brokenInterface } from './brokenInterface';
import { type ChangedCode, changedSources, type NotExamined } from './code/changedCode';
import type { ScannedLanguage } from './code/languages';
import { renamedEnvironmentKey, unsetEnvironmentKey, withdrawnSetting } from './configuration';
import { blockedEventLoop, queryInLoop, unboundedQuery } from './databaseAccess';
import { dataMigration } from './dataMigrations';
import { majorDependencyBump, runtimeUpgrade, unaskedLockChange } from './dependencies';
import { droppedUniqueness } from './droppedUniqueness';
import { freezeWindow } from './freezeWindow';
import { changedServiceWorker, staleChunks } from './frontend';
import { missingDisruptionBudget, missingReadinessProbe, singleReplica, stickySessions } from './kubernetes';
import { shutdownRemoved } from './lifecycle';
import { certificateCheckOff, loosenedBrowserProtection, sqlFromText } from './loosenedProtection';
import { capacityLowered, floatingImage, healthOrPortChanged, openedAccess } from './manifests';
import {
  breakingMigration,
  dataLoss,
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
import { dataStoreUpgrade } from './dataStoreUpgrade';
import { modelsWithoutMigration } from './modelsWithoutMigration';
import { newcomer } from './newcomer';
import { changedMessageField } from './protobuf';
import { bothEndsChanged, changedJobArguments } from './queuedJobs';
import { largeRelease } from './releaseSize';
import { removedEndpoint } from './removedRoutes';
import { removedJob } from './removedJobs';
import { editedMigration, removedMigration } from './releasedMigrations';
import { removedProtection } from './removedProtections';
import { removedInfrastructure } from './removedInfrastructure';
import { unlimitedRetry } from './retries';
import { recreatedSchema } from './recreatedSchema';
import { newlyNullableColumn } from './nullableColumns';
import { newlyRefusedRows } from './refusedRows';
import { renamedMigration } from './renamedMigrations';
import { type RiskInput, type RiskRule, risksOf } from './rule';
import { scheduledDelete } from './scheduledDeletes';
import { secretInCode } from './secrets';
import { changedSessionFormat } from './sessions';
import { startCommandChanged } from './startCommand';
import { newStoredValue } from './storedValues';
import { swallowedError } from './swallowedErrors';
import { unguardedFeature } from './unguardedFeature';
import { errorWithoutCause, silentRelease, unobservedWork } from './unobservedCode';

/** Every rule. A new one is a file and a line here. */
export const riskRules: readonly RiskRule[] = [
  irreversibleMigration,
  unprovenMigration,
  modelsWithoutMigration,
  recreatedSchema,
  breakingMigration,
  newlyNullableColumn,
  droppedUniqueness,
  newlyRefusedRows,
  newStoredValue,
  dataLoss,
  lockingMigration,
  failingMigration,
  editedMigration,
  dataMigration,
  scheduledDelete,
  removedMigration,
  renamedMigration,
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
  removedJob,
  bothEndsChanged,
  changedMessageField,
  changedSessionFormat,
  removedEndpoint,
  brokenInterface,
  changedServiceWorker,
  staleChunks,
  unguardedFeature,
  secretInCode,
  authorizationWithoutTest,
  loosenedBrowserProtection,
  certificateCheckOff,
  sqlFromText,
  openedAccess,
  removedProtection,
  queryInLoop,
  unboundedQuery,
  blockedEventLoop,
  capacityLowered,
  swallowedError,
  callWithoutTimeout,
  unlimitedRetry,
  shutdownRemoved,
  startCommandChanged,
  healthOrPortChanged,
  removedInfrastructure,
  dataStoreUpgrade,
  singleReplica,
  missingReadinessProbe,
  missingDisruptionBudget,
  largeRelease,
  newcomer,
  removedMetric,
  removedAlert,
  instrumentationRemoved,
  quieterSignals,
  fewerErrorReports,
  unobservedWork,
  silentRelease,
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
  const belongs = belongsTo(given.facts.units, given.unit);
  const facts = withOwnFiles(factsOfUnit(given.facts, given.unit), belongs);
  const patches = new Map([...given.patches].filter(([path]) => belongs(path)));
  const { code, notExamined } = changedSources(facts, given.files, patches, belongs);
  const input: RiskInput = { ...given, facts, patches, changed: code };
  const risks = riskRules
    .flatMap((rule) => risksOf(rule, input, owner))
    .sort((a, b) => b.impact * b.probability - a.impact * a.probability || (a.id < b.id ? -1 : 1));
  return { risks, notExamined: [...notExamined, ...examinedInPart(code), ...unreadInterfaces(facts, given.files)] };
}

function withOwnFiles(facts: Facts, belongs: (path: string) => boolean): Facts {
  const { release } = facts;
  return { ...facts, release: { ...release, files: release.files.filter(({ path }) => belongs(path)) } };
}

/** Languages that some rules about code do not read. */
function examinedInPart(code: readonly ChangedCode[]): readonly NotExamined[] {
  const files = new Map<ScannedLanguage, number>();
  for (const { language } of code) files.set(language, (files.get(language) ?? 0) + 1);
  return [...files]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([language, count]) => {
      const missing = riskRules.flatMap(({ languages, looksFor }) =>
        looksFor === undefined || languages?.includes(language) !== false ? [] : [looksFor],
      );
      return missing.length === 0
        ? []
        : [{ what: `${language}, in part`, files: count, why: `not looked for there: ${missing.join(', ')}` }];
    });
}

/** Changed descriptions of an interface whose text is too large to be read: that they break nothing is not known. */
function unreadInterfaces({ release }: Facts, files: WorkspaceFiles): readonly NotExamined[] {
  const named = /\.(?:graphqls?|gql|proto)$|(?:openapi|swagger)[\w.-]*\.(?:json|ya?ml)$/iu;
  const unread = release.files.filter(
    ({ path, status }) =>
      status !== 'deleted' && named.test(path) && describesSurface(path) && files.text(path) === undefined,
  );
  return unread.length === 0
    ? []
    : [{ what: 'descriptions of an interface', files: unread.length, why: 'their text was not read' }];
}
