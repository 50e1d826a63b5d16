import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { isForeign, roleOf } from '../paths';
import type { ParsedValue, WorkspaceFiles } from '../workspaceFiles';
import type { Entry } from './entries';

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Whether a path may hold an OpenAPI document. */
export function maybeOpenapi(path: string): boolean {
  return /\.(?:ya?ml|json)$/u.test(path) && /openapi|swagger|api|spec|schema/iu.test(path);
}

/**
 * Operations (`GET /orders/{id}`) and schemas' fields (`Order.total`) of an OpenAPI or Swagger document
 * (https://spec.openapis.org/oas/latest.html); none where the file is no such document. The shape of an operation is its
 * required parameters, that of a field whether it is required.
 */
export function openapiEntries(files: WorkspaceFiles, file: string): readonly Entry[] {
  const text = files.text(file);
  if (text === undefined || !/["']?(?:openapi|swagger)["']?\s*:/u.test(text) || !/["']?paths["']?\s*:/u.test(text))
    return [];
  const document = file.endsWith('.json') ? files.json(file) : files.yaml(file)?.[0];
  if (document === undefined) return [];
  const version = textAt(document.value, 'openapi') ?? textAt(document.value, 'swagger');
  if (version === undefined) return [];
  const schemas =
    valueAt(document.value, 'components', 'schemas') === undefined ? ['definitions'] : ['components', 'schemas'];
  return [...operations(document, file), ...fields(document, file, schemas)];
}

/** Whether a path is named for a description of an interface. */
export function isNamedOpenapi(path: string): boolean {
  return maybeOpenapi(path) && /openapi|swagger/iu.test(path) && !isForeign(path) && roleOf(path) === undefined;
}

/** The paths that descriptions of interfaces hold, also in parts of one: `/orders/{id}`. */
export function describedPaths(files: WorkspaceFiles): readonly string[] {
  return files.loaded
    .filter(isNamedOpenapi)
    .flatMap((file) =>
      entriesAt(file.endsWith('.json') ? files.json(file)?.value : files.yaml(file)?.[0]?.value, 'paths'),
    )
    .map(([path]) => path);
}

/**
 * The schemas that requests hold and those that answers hold, by the references of bodies and parameters, and of what
 * those refer to.
 */
function usedSchemas(
  document: unknown,
  at: readonly string[],
): { readonly asked: ReadonlySet<string>; readonly answered: ReadonlySet<string> } {
  const reached = (values: readonly unknown[]): ReadonlySet<string> => {
    const found = new Set<string>();
    const follow = (value: unknown): void => {
      for (const name of referredTo(value)) {
        if (found.has(name)) continue;
        found.add(name);
        for (const folder of [at, ...sharedParts.map((part) => ['components', part])])
          follow(valueAt(document, ...folder, name));
      }
    };
    values.forEach(follow);
    return found;
  };
  const items = entriesAt(document, 'paths').map(([, item]) => item);
  const operations = items.flatMap((item) =>
    entriesAt(item).flatMap(([method, operation]) => (methods.has(method) ? [operation] : [])),
  );
  const shared = (part: string): unknown => valueAt(document, 'components', part);
  const parts = (key: string): readonly unknown[] => operations.map((operation) => valueAt(operation, key));
  return {
    asked: reached([
      ...items.map((item) => valueAt(item, 'parameters')),
      ...['parameters', 'requestBody', 'callbacks'].flatMap(parts),
      ...['requestBodies', 'parameters', 'callbacks'].map(shared),
    ]),
    answered: reached([...['responses', 'callbacks'].flatMap(parts), ...['responses', 'callbacks'].map(shared)]),
  };
}

/** Where an OpenAPI document keeps what its operations refer to besides schemas. */
const sharedParts: readonly string[] = ['requestBodies', 'responses', 'parameters'];

/** The last parts of all references in a value. */
function referredTo(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referredTo);
  return entriesAt(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? inner.slice(inner.lastIndexOf('/') + 1) : referredTo(inner),
  );
}

function operations(document: ParsedValue, file: string): readonly Entry[] {
  return entriesAt(document.value, 'paths').flatMap(([path, item]) =>
    entriesAt(item).flatMap(([method, operation]): readonly Entry[] => {
      if (!methods.has(method)) return [];
      const id = textAt(operation, 'operationId');
      const required = [...listAt(item, 'parameters'), ...listAt(operation, 'parameters')]
        .filter((parameter) => valueAt(parameter, 'required') === true)
        .map((parameter) => `${textAt(parameter, 'in') ?? ''} ${textAt(parameter, 'name') ?? ''}`)
        .sort();
      return [
        {
          name: `${method.toUpperCase()} ${path}`,
          ...place(document, file, ['paths', path, method]),
          shape: required.join(', '),
          ...(id === undefined ? {} : { identity: `${method} ${id}` }),
        },
      ];
    }),
  );
}

function fields(document: ParsedValue, file: string, at: readonly string[]): readonly Entry[] {
  const { asked, answered } = usedSchemas(document.value, at);
  // A document without operations does not tell what the requests of others hold.
  const isWhole = entriesAt(document.value, 'paths').length > 0;
  return entriesAt(document.value, ...at).flatMap(([schema, body]) => {
    const required = new Set(listAt(body, 'required'));
    return entriesAt(body, 'properties').map(([property, value]): Entry => ({
      name: `${schema}.${property}`,
      ...place(document, file, [...at, schema, 'properties', property]),
      shape: [
        required.has(property) ? 'required' : 'optional',
        textAt(value, 'type') ?? textAt(value, '$ref') ?? '',
      ].join(' '),
      ...(asked.has(schema) || !isWhole ? {} : { onlyAnswered: true }),
      ...(isWhole && asked.has(schema) && !answered.has(schema) ? { onlyAsked: true } : {}),
    }));
  });
}

function place(document: ParsedValue, file: string, path: readonly string[]): { file: string; line?: number } {
  const line = document.lineOf(path);
  return line === undefined ? { file } : { file, line };
}
