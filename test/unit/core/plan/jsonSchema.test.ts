import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { publishedSchemas } from '../../../../src/core/plan/jsonSchema';
import { writePlan, readPlan } from '../../../../src/core/plan/readPlan';
import { keyDocs } from '../../../../src/core/plan/schemaDocs';
import { itemSnippets } from '../../../../src/core/plan/schemaSnippets';
import { aPlan } from '../../../support/aPlan';

const nodeSchema = z.looseObject({
  description: z.optional(z.string()),
  properties: z.optional(z.record(z.string(), z.unknown())),
  items: z.optional(z.unknown()),
  anyOf: z.optional(z.array(z.unknown())),
});

/** Every key of a schema by its path without indices, with its description. */
function keysOf(schema: unknown, path = ''): readonly (readonly [path: string, description: string | undefined])[] {
  const node = z.safeParse(nodeSchema, schema);
  if (!node.success) return [];
  const { properties = {}, items, anyOf = [] } = node.data;
  return [
    ...Object.entries(properties).flatMap(([key, property]) => {
      const own = path === '' ? key : `${path}.${key}`;
      return [[own, z.safeParse(nodeSchema, property).data?.description] as const, ...keysOf(property, own)];
    }),
    ...keysOf(items, path),
    ...anyOf.flatMap((one) => keysOf(one, path)),
  ];
}

const keys = Object.values(publishedSchemas()).flatMap((schema) => keysOf(schema));

test('every key of plan and profile is documented', () => {
  expect(keys.length).toBeGreaterThan(200);
  expect(keys.filter(([, description]) => description === undefined || description === '')).toEqual([]);
});

test('every documented key is there', () => {
  const unused = Object.keys(keyDocs).filter((end) => !keys.some(([path]) => path === end || path.endsWith(`.${end}`)));
  expect(unused).toEqual([]);
});

test('the longest end of a path decides, and the schema itself before it', () => {
  const said = new Map(keys);
  expect(said.get('monitoring.prometheus.labels.service')).toBe('Label that names the service.');
  expect(said.get('stages.steps.run')).toBe('The exact command. `{{blank:id}}` stands for the answer to a blank.');
});

/** What is in the file after a snippet was inserted and every tab stop left as it is; ids are typed. */
function inserted(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value
      .replaceAll(/\$\{\d+\|([^,]*),[^}]*\|\}/gu, '$1')
      .replaceAll(/\$\{\d+:([^}]*)\}/gu, '$1')
      .replaceAll(/\$\d+/gu, 'typed');
    return text.startsWith('^') ? Number(text.slice(1)) : text;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inserted(inner)]));
}

/** `value` with `item` as the only one of each list that is offered the snippets of `end`. */
function withItem(value: unknown, end: string, item: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) {
    const ends = path.map((_, index) => path.slice(index).join('.'));
    const offered = ends.find((candidate) => candidate in itemSnippets);
    return offered === end ? [item] : value.map((inner) => withItem(inner, end, item, path));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withItem(inner, end, item, [...path, key])]),
  );
}

const plan: unknown = JSON.parse(writePlan(aPlan()));
const snippets = Object.entries(itemSnippets)
  .filter(([end]) => end !== 'freezeWindows')
  .flatMap(([end, all]) => all.map((snippet) => ({ end, snippet, name: `${end}: ${snippet.label}` })));

test.each(snippets)('a plan with what completion inserts is a plan: $name', ({ end, snippet }) => {
  const item = inserted(snippet.body);
  const text = JSON.stringify(withItem(plan, end, item));
  expect(readPlan(text)).toMatchObject({ kind: 'plan' });
  // A list that this plan does not have would prove nothing.
  if (end !== 'abort') expect(text).toContain(JSON.stringify(item));
});

test('the list of freeze windows in the profile offers one', () => {
  const profile = publishedSchemas()['service-profile'];
  expect(profile).toMatchObject({
    properties: { freezeWindows: { items: { defaultSnippets: itemSnippets['freezeWindows'] } } },
  });
});
