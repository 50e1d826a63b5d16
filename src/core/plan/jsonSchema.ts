import * as z from 'zod/mini';
import { profileSchema } from '../profile';
import { planDocs, planSchema } from './schema';
import { type KeyDoc, keyDocs } from './schemaDocs';
import { itemSnippets } from './schemaSnippets';

/** The JSON Schemas that the editor contributes, by file name. Draft 7, which VS Code's JSON service knows best. */
export function publishedSchemas(): Readonly<Record<string, unknown>> {
  const publish = (schema: z.core.$ZodType, title: string): unknown => ({
    ...documented(z.toJSONSchema(schema, { target: 'draft-7', metadata: planDocs, io: 'input' }), []),
    title,
  });
  return {
    'deployment-plan': publish(planSchema, 'CC10x deployment plan'),
    'service-profile': publish(profileSchema, 'CC10x service profile'),
  };
}

type Schema = Readonly<Record<string, unknown>>;

/** The schema at `path` (keys without indices), with what is to be told about each key below it. */
function documented(schema: Schema, path: readonly string[]): Schema {
  const { properties, items, anyOf } = schema;
  return {
    ...schema,
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, property]) => {
              const own = [...path, key];
              return [key, isObject(property) ? { ...docOf(own), ...documented(property, own) } : property];
            }),
          ),
        }
      : {}),
    ...(isObject(items) ? { items: { ...documented(items, path), ...snippetsOf(path) } } : {}),
    ...(Array.isArray(anyOf)
      ? { anyOf: anyOf.map((one: unknown) => (isObject(one) ? documented(one, path) : one)) }
      : {}),
  };
}

function docOf(path: readonly string[]): Partial<KeyDoc> {
  return longestEnd(keyDocs, path) ?? {};
}

/** What completion offers for a new item of the list at `path`. */
function snippetsOf(path: readonly string[]): Schema {
  const snippets = longestEnd(itemSnippets, path);
  return snippets === undefined ? {} : { defaultSnippets: snippets };
}

/** What is said of a key: by the longest end of its path of which anything is said. */
function longestEnd<T>(said: Readonly<Record<string, T>>, path: readonly string[]): T | undefined {
  const ends = path.map((_, index) => path.slice(index).join('.'));
  const end = ends.find((candidate) => Object.hasOwn(said, candidate));
  return end === undefined ? undefined : said[end];
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
