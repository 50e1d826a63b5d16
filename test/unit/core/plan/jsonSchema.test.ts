import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { publishedSchemas } from '../../../../src/core/plan/jsonSchema';
import { keyDocs } from '../../../../src/core/plan/schemaDocs';

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
