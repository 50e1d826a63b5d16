import { factsOf } from './aWorkspace';

/** What is recognised in a workspace: `id` or `id role`, and the places of the evidence. */
export function found(texts: Readonly<Record<string, string>>): readonly (readonly [string, ...string[]])[] {
  return factsOf(texts).platforms.map(({ id, role, evidence }) => [
    role === undefined ? id : `${id} ${role}`,
    ...evidence.map(({ file, line }) => (line === undefined ? file : `${file}:${String(line)}`)),
  ]);
}
