import { diffIndices } from 'node-diff3';
import { digestOf, type Sha256 } from './plan/digest';
import type { Plan } from './plan/schema';
import { headingOf, type MarkdownLine } from './runbook/markdownLines';
import { splitRunbook, untick } from './runbook/regions';

/**
 * What tells, long after an approval and on any machine, which fields and lines are no longer what was approved. Short
 * digests of everything that counts: that something changed is for the full digests of plan and runbook to say.
 */
export interface ApprovedContent {
  /** By part of the plan (`stages/canary`, `watch`), then by field. */
  readonly plan: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Six hexadecimal digits for each line that counts, in their order. */
  readonly runbook: string;
}

const FIELD_DIGITS = 8;
const LINE_DIGITS = 6;
/** More differences than this are counted, not named. */
const MOST_NAMED = 8;

export function describeApprovedContent(plan: Plan, runbook: string, sha256: Sha256): ApprovedContent {
  return {
    plan: fieldsOf(plan, sha256),
    runbook: linesOf(runbook, sha256)
      .map(({ digest }) => digest)
      .join(''),
  };
}

/** The parts of a plan that are not what was approved, each with its fields: `stages/canary: steps, title`. */
export function findPlanChanges(approved: ApprovedContent, plan: Plan, sha256: Sha256): readonly string[] {
  const now = fieldsOf(plan, sha256);
  const parts = [...new Set([...Object.keys(approved.plan), ...Object.keys(now)])];
  return limited(
    parts.flatMap((part) => {
      const before = approved.plan[part];
      const after = now[part];
      if (before === undefined) return [`${part} was added`];
      if (after === undefined) return [`${part} was removed`];
      const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (field) => before[field] !== after[field],
      );
      return fields.length === 0 ? [] : [`${part}: ${fields.join(', ')}`];
    }),
  );
}

/** The lines of a runbook that are not what was approved, with the section they stand in. */
export function findRunbookChanges(approved: ApprovedContent, runbook: string, sha256: Sha256): readonly string[] {
  const before = approved.runbook.match(new RegExp(`.{${String(LINE_DIGITS)}}`, 'gu')) ?? [];
  const now = linesOf(runbook, sha256);
  const changes = diffIndices(
    [...before],
    now.map(({ digest }) => digest),
  );
  return limited(
    changes.map(({ buffer1: [, removed], buffer2: [start, added] }) => {
      const first = now[start];
      const last = now[start + added - 1];
      const section = now[Math.max(0, added === 0 ? start - 1 : start)]?.section ?? '';
      const where = section === '' ? '' : ` (${section})`;
      if (added === 0) {
        const after = now[start - 1]?.line ?? 0;
        return `${lineCount(removed)} removed after line ${String(after)}${where}`;
      }
      const from = first?.line ?? 1;
      const to = last?.line ?? from;
      return from === to ? `line ${String(from)}${where}` : `lines ${String(from)} to ${String(to)}${where}`;
    }),
  );
}

function lineCount(count: number): string {
  return count === 1 ? '1 line' : `${String(count)} lines`;
}

function limited(changes: readonly string[]): readonly string[] {
  const left = changes.length - MOST_NAMED;
  return left > 0 ? [...changes.slice(0, MOST_NAMED), `${String(left)} more`] : changes;
}

function fieldsOf(plan: Plan, sha256: Sha256): ApprovedContent['plan'] {
  const { $schema: _schema, generated: _generated, ...approved } = plan;
  const parts: Record<string, Record<string, string>> = {};
  const put = (part: string, field: string, value: unknown): void => {
    parts[part] = { ...parts[part], [field]: short(digestOf(value ?? null, sha256)) };
  };
  const walk = (value: Readonly<Record<string, unknown>>, path: string, depth: number): void => {
    for (const [key, child] of Object.entries(value)) {
      if (child === undefined) continue;
      const inner = path === '' ? key : `${path}/${key}`;
      if (isItems(child)) {
        put(
          path === '' ? 'plan' : path,
          `order of ${key}`,
          child.map(({ id }) => id),
        );
        for (const item of child) {
          for (const [field, content] of Object.entries(item)) put(`${inner}/${item.id}`, field, content);
        }
      } else if (isObject(child) && depth < 1) walk(child, inner, depth + 1);
      else put(path === '' ? 'plan' : path, key, child);
    }
  };
  walk(approved, '', 0);
  return parts;
}

function short(digest: string): string {
  return digest.replace(/^sha256:/u, '').slice(0, FIELD_DIGITS);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isItems(value: unknown): value is readonly (Readonly<Record<string, unknown>> & { readonly id: string })[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item: unknown) => isObject(item) && typeof item['id'] === 'string')
  );
}

interface ApprovedLine {
  readonly digest: string;
  /** In the file as it is, from 1. */
  readonly line: number;
  /** The heading above it. */
  readonly section: string;
}

/** The lines that count for an approval, as `runbookDigest` takes them. */
function linesOf(runbook: string, sha256: Sha256): readonly ApprovedLine[] {
  let line = 0;
  let section = '';
  return splitRunbook(runbook).flatMap(({ kind, lines }) => {
    const counted = kind === 'text';
    return lines.flatMap((content): readonly ApprovedLine[] => {
      line++;
      section = headingOf(content)?.text ?? section;
      return counted ? [{ digest: sha256(approvedText(content)).slice(0, LINE_DIGITS), line, section }] : [];
    });
  });
}

function approvedText({ text, fenced }: MarkdownLine): string {
  return fenced ? text : untick(text);
}
