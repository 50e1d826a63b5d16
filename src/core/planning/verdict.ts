import type { Migration } from '../facts/schema';
import { placeText } from '../facts/platforms/atOnce';
import { describeRehearsal } from '../rehearsal';
import { dataStoreUpgrade } from '../risks/dataStoreUpgrade';
import { namesOf, syncOf, tellSync } from '../risks/modelsWithoutMigration';
import { lossOf, removedInfrastructure } from '../risks/removedInfrastructure';
import type { PlanningInput } from './planningInput';
import { isFlagOnly } from './planningInput';
import { clashingMigrations, whatItBreaks } from './clashes';
import { isPackageRelease, publishedTo } from './packageRelease';

/** Risks after which the version before does not work as it did, and what to say about each. */
const breaksTheWayBack: Readonly<Record<string, string>> = {
  'removed-infrastructure':
    'the release destroys resources that hold data, and redeploying the version before does not bring it back',
  'recreated-schema': 'the tables are dropped and made anew whenever a version with this setting starts',
  'changed-job-arguments': 'jobs that the new version has queued do not fit the version before; drain them first',
  'changed-message-field':
    'messages of the new version are read wrongly by the version before, and the other way round',
};

/** The sentence on top: safe to roll back, or not, and why. It never says more than was examined. */
export function judgeRollbackSafety(input: PlanningInput): string {
  const { facts, speech, newVersion, baselineVersion, risks } = input;
  if (isFlagOnly(facts)) return 'Rollback-safe: only a flag changes.';
  // An edited one has run already: that it was edited is a risk of its own.
  const added = facts.migrations.filter(({ change }) => change === 'added');
  const [clash] = clashingMigrations(facts);
  if (clash !== undefined) {
    return `Not rollback-safe: migration ${clash.file} suits either the running version or the new one; split it into a release before and one after.`;
  }
  const breaking = added.find(({ phase }) => phase === 'contract');
  if (breaking !== undefined) {
    return `Not rollback-safe: migration ${breaking.file} ${whatItBreaks(breaking, 'the running version')}; move it to a release after Full.`;
  }
  const irreversible = added.find(({ reversible, leaves }) => reversible === 'no' && leaves === undefined);
  if (irreversible !== undefined) return `Not rollback-safe: migration ${irreversible.file} cannot be undone.`;
  const lost = risks.find(({ rule }) => rule === removedInfrastructure.id);
  const obstacle = risks.find(
    (risk) => breaksTheWayBack[risk.rule ?? ''] !== undefined && (risk !== lost || risk.impact === lossOf.data),
  );
  if (obstacle !== undefined) {
    const [place] = obstacle.evidence;
    const where = place === undefined ? '' : ` (${placeText(place)})`;
    return `Not rollback-safe: ${breaksTheWayBack[obstacle.rule ?? ''] ?? ''}${where}.`;
  }
  if (isPackageRelease(input)) {
    return `Not rollback-safe: what is published stays published (${publishedTo(input)}); going back means withdrawing it and publishing a newer version.`;
  }
  const unknown =
    added.find(({ reversible, phase }) => reversible === 'unknown' || phase === 'unknown') ?? facts.otherMigrations[0];
  if (unknown !== undefined) {
    return `Not shown to be rollback-safe: whether migration ${unknown.file} can be undone was not proven.`;
  }
  const asked = askedByModels(input);
  if (asked !== undefined) return asked;
  const leaving = added.find(({ leaves }) => leaves === 'rows' || leaves === 'values');
  if (leaving !== undefined) {
    return leaving.leaves === 'values'
      ? `Not shown to be rollback-safe: the values that migration ${leaving.file} adds to an enum stay, and whether the version before can read rows that hold them was not seen.`
      : `Not shown to be rollback-safe: migration ${leaving.file} writes over rows for good, and whether the version before can do with what stands there then was not seen.`;
  }
  const upgrade = risks.find(({ rule }) => rule === dataStoreUpgrade.id)?.evidence[0];
  if (upgrade !== undefined) {
    return `Not shown to be rollback-safe: the database that the release moves to another major version (${placeText(upgrade)}) does not go back with it, and whether the version before works on the new one was not seen.`;
  }
  if (lost?.impact === lossOf.use) {
    return `Not shown to be rollback-safe: redeploying the version before does not bring back the resources that the release destroys (${lost.evidence[0]?.file ?? ''}); going back applies the former infrastructure files too.`;
  }
  const nullable = risks.find(({ rule }) => rule === 'newly-nullable-column')?.evidence[0];
  if (nullable !== undefined) {
    return `Not shown to be rollback-safe: the version before meets the rows without a value that ${placeText(nullable)} allows.`;
  }
  const stored = risks.find(({ rule }) => rule === 'new-stored-value')?.evidence[0];
  if (stored !== undefined) {
    return `Not shown to be rollback-safe: the version before does not know a value that the new one may store (${stored.file}${stored.line === undefined ? '' : `:${String(stored.line)}`}).`;
  }
  const unique = added.find(({ findings }) => findings.some(({ rule }) => rule === 'dropping-uniqueness'));
  if (unique !== undefined) {
    return `Not shown to be rollback-safe: once equal rows are in, what kept them apart until ${unique.file} cannot be made again.`;
  }
  const refusing = added.find(({ refuses }) => refuses !== undefined);
  if (refusing !== undefined) {
    return `Not shown to be rollback-safe: since ${refusing.file}:${String(refusing.refuses)} the database refuses rows that it took before, and whether the version before writes such rows was not seen.`;
  }
  if (speech === undefined) {
    return 'Not shown to be rollback-safe: how this service is deployed and redeployed was not found.';
  }
  const { movingTag } = speech;
  if (movingTag !== undefined) {
    return `Not shown to be rollback-safe: what is recorded names the image by the tag ${movingTag.tag}, which every build moves (${placeText(movingTag.evidence)}).`;
  }
  return `Rollback-safe as far as was examined: ${added.length === 0 ? `no migration stands between ${baselineVersion} and ${newVersion}` : tellAdded(added, baselineVersion)}, so the recorded artifact can be redeployed${added.length === 0 ? '' : ' and the schema stays'}. ${tellEdited(input)}${tellRehearsal(input)}`;
}

/** A schema that changes with the models, by whatever hand: no migration says what happens to it. */
function askedByModels({ facts }: PlanningInput): string | undefined {
  const { modelChanges } = facts;
  const [first] = modelChanges;
  if (first === undefined) return undefined;
  const sync = syncOf(facts);
  const names = `${namesOf(modelChanges)} (${placeText(first.evidence)})`;
  return sync?.does === 'alters'
    ? `Not shown to be rollback-safe: ${tellSync(sync, modelChanges)}, for ${names}, and whether the version before can live with that was not seen.`
    : `Not shown to be rollback-safe: the models ask for ${names}, no migration of the release makes ${modelChanges.length === 1 ? 'it' : 'them'}, and how the schema gets there was not seen.`;
}

function tellAdded(added: readonly Migration[], baseline: string): string {
  const one = added.length === 1;
  const all = one ? 'the migration' : `the ${String(added.length)} migrations`;
  return added.some(({ leaves }) => leaves === 'unused columns')
    ? `${baseline} can live with what ${all} ${one ? 'changes: it ignores' : 'change: it ignores'} the columns that go`
    : `${all} only ${one ? 'adds' : 'add'} what ${baseline} can live with`;
}

/** Migrations that production has run in another form than the one that is released now. */
function tellEdited({ risks }: PlanningInput): string {
  const files = risks.flatMap(({ rule, evidence }) =>
    rule === 'edited-migration' ? evidence.map(({ file }) => file) : [],
  );
  const [first, ...others] = files;
  if (first === undefined) return '';
  return `${first}${others.length === 0 ? '' : ` and ${String(others.length)} more`} ${others.length === 0 ? 'was' : 'were'} edited after production had most likely run ${others.length === 0 ? 'it' : 'them'}, so the schema there was not judged by ${others.length === 0 ? 'it' : 'them'}. `;
}

/** What the rehearsal of the second way back, the revert, found when this was planned. */
function tellRehearsal({ rehearsal }: PlanningInput): string {
  if (rehearsal === undefined) return 'The rollback was not rehearsed.';
  const { verdict, reason = '' } = rehearsal.found;
  if (verdict === 'unknown') return `Whether a revert works is not known: ${reason}`;
  const found = describeRehearsal(rehearsal.found);
  const told = `${found.charAt(0).toLowerCase()}${found.slice(1)}`;
  return verdict === 'conflict' ? `No revert is offered: ${told}` : `A revert was rehearsed: ${told}`;
}
