import type { SurfaceChange } from '../facts/releaseChanges';
import { isServicePath } from './code/changedCode';
import type { RiskInput, RiskRule } from './rule';
import { count, inOrder, listed, placesOf } from './wording';

/** Protobuf fields removed, or kept under another number or type: the versions no longer understand each other. */
export const changedMessageField: RiskRule = {
  id: 'changed-message-field',
  dimension: 'data-flow',
  find: (input) => {
    const fields = input.facts.surface.filter((change) => isMisread(change, input));
    if (fields.length === 0) return [];
    const said = fields.map(
      ({ name, change }) => `${name} ${change === 'removed' ? 'is gone' : 'has another number or type'}`,
    );
    return [
      {
        issue: `${count(said.length, 'protobuf field')} ${said.length === 1 ? 'changes' : 'change'} on the wire: ${listed(said)}.`,
        evidence: inOrder(fields.flatMap(placesOf)),
        trigger: 'One side of the call or queue runs the new definition and the other one the old.',
        impact: 4,
        impactWhy: 'the reader sees the field as empty, or as another one, without any error',
        probability: 3,
        probabilityWhy:
          'both definitions are in use from the first instance of the new version until Full, and longer in stored messages',
        fails: 'Data that travels in these fields, silently.',
        detect: 'Not by errors. Compare counts of empty values in these fields between the versions.',
        recover: 'Roll back the sender first; what was stored in the meantime stays as it is.',
        monitor: 'Share of messages without these fields, per version.',
        mitigation: 'Add a new field with a new number, write both for one release, and reserve the old number later.',
      },
    ];
  },
};

/** Renaming a field changes nothing on the wire, and a message that is gone as a whole is no longer sent. */
function isMisread({ kind, change, name, evidence: [place] }: SurfaceChange, { files, patches }: RiskInput): boolean {
  if (kind !== 'protobuf' || name.includes('/') || place === undefined || !isServicePath(place.file)) return false;
  if (change === 'changed') return true;
  if (change !== 'removed') return false;
  const message = name.split('.').at(-2) ?? '';
  if (!new RegExp(`\\b(?:message|enum)\\s+${message}\\b`, 'u').test(files.text(place.file) ?? '')) return false;
  return patches.get(place.file)?.added.some(({ text }) => /^\s*reserved\b/u.test(text)) !== true;
}
