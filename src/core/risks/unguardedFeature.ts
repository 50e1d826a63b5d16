import { isDeployed, isOfProvider } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** Lines of new files that make a feature, not a fix. */
const FEATURE_LINES = 300;

/** What users reach: routes, controllers, pages. */
function isReachable({ path, uncommented }: ChangedCode): boolean {
  return (
    /(?:^|\/)(?:routes?|controllers?|pages|views|screens|api|endpoints?|handlers?|resolvers?)\//iu.test(path) ||
    /@(?:Get|Post|Put|Patch|Delete|Request)Mapping\b|\b(?:app|router)\.(?:get|post|put|patch|delete)\s*\(|@\w+\.(?:route|get|post)\s*\(/u.test(
      uncommented(),
    )
  );
}

/** A feature of some size in a repository that has a flag provider, and no flag that is new in the release. */
export const unguardedFeature: RiskRule = {
  id: 'unguarded-feature',
  dimension: 'user-experience',
  find: ({ changed, facts }) => {
    const provider =
      facts.flags.find((flag) => isDeployed(flag) && isOfProvider(flag) && flag.key === undefined) ??
      facts.flags.find((flag) => isDeployed(flag) && isOfProvider(flag));
    if (provider === undefined || facts.flags.some(({ addedInRelease }) => addedInRelease === true)) return [];
    const keys = facts.flags.flatMap(({ key }) => key ?? []);
    const fresh = changed.filter((file) => file.isNew && isReachable(file));
    const lines = fresh.reduce((sum, { patch }) => sum + patch.added.length, 0);
    if (lines < FEATURE_LINES || changed.some(({ text, isNew }) => isNew && keys.some((key) => text.includes(key))))
      return [];
    const places = inOrder(fresh.map(({ path }) => ({ file: path, line: 1 })));
    return [
      {
        issue: `The release adds ${count(fresh.length, 'new file')} that users reach (${filesIn(places)}, ${String(lines)} lines) and no new flag, although ${provider.id} is at hand.`,
        evidence: places,
        trigger: 'The new feature misbehaves for some users while the rest of the release is fine.',
        impact: 3,
        impactWhy: 'the only way to take it away is to roll the code back, with everything else in the release',
        probability: 2,
        probabilityWhy: `${String(lines)} new lines go live for everybody at the pace of the stages, not of the feature`,
        fails: 'Level 1: there is nothing to turn off within a minute.',
        detect: 'Errors and complaints about the new paths alone.',
        recover: 'Level 3, a code rollback.',
        monitor: `Error rate of the routes in ${filesIn(places, 1)}.`,
        mitigation: `Put the entry to the feature behind a flag of ${provider.id}, created off in Stage 1.`,
      },
    ];
  },
};
