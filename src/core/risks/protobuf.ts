import { isForeign } from '../facts/paths';
import { sourceRole } from '../facts/sources';
import type { Evidence } from '../facts/schema';
import type { RiskRule } from './rule';
import { count, inOrder, listed } from './wording';

/** A field of a message as one line declares it (https://protobuf.dev/programming-guides/proto3/). */
const field =
  /^\s*(?:repeated\s+|optional\s+|required\s+)?((?:map\s*<[^>]+>)|[\w.]+)\s+(\w+)\s*=\s*(\d+)\s*(?:\[[^\]]*\])?\s*;/u;

/** Protobuf fields removed, or kept under another number or type: the versions no longer understand each other. */
export const changedMessageField: RiskRule = {
  id: 'changed-message-field',
  dimension: 'data-flow',
  find: ({ patches }) => {
    const places: Evidence[] = [];
    const said: string[] = [];
    for (const [file, patch] of patches) {
      if (!file.endsWith('.proto') || isForeign(file) || sourceRole(file) !== undefined) continue;
      const now = patch.added.flatMap(({ text, line }) => {
        const found = field.exec(text);
        return found === null ? [] : [{ type: found[1], name: found[2], number: found[3], line }];
      });
      for (const { text } of patch.deleted) {
        const [, type, name, number] = field.exec(text) ?? [];
        if (name === undefined || type === 'option' || type === 'syntax' || type === 'return') continue;
        // Renaming a field changes nothing on the wire: its number and type do.
        if (now.some((each) => each.number === number && each.type === type)) continue;
        const same = now.find((each) => each.name === name || each.number === number);
        const reserved = patch.added.some((each) => /^\s*reserved\b/u.test(each.text));
        if (same === undefined && reserved) continue;
        said.push(
          same === undefined
            ? `${name} is gone`
            : `${name} = ${number ?? ''} is now ${same.type ?? ''} ${same.name ?? ''} = ${same.number ?? ''}`,
        );
        places.push(same === undefined ? { file } : { file, line: same.line });
      }
    }
    if (places.length === 0) return [];
    return [
      {
        issue: `${count(said.length, 'protobuf field')} ${said.length === 1 ? 'changes' : 'change'} on the wire: ${listed(said)}.`,
        evidence: inOrder(places),
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
