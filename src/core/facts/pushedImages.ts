import { composeCalls, placeOf } from './platforms/compose/composeCalls';
import { composeFiles, defaultFiles } from './platforms/compose/composeFile';
import { pushesImage } from './platforms/deployCommands';
import { commandProofs, deployLines, type DeployLine } from './platforms/deployLines';
import type { Literals } from './platforms/literals';
import type { Evidence } from './schema';
import { shellTokens } from './shell/words';
import { expanded, templateOf, valuesOf } from './tagTemplates';
import { perWorkspace, type WorkspaceFiles } from './workspaceFiles';

/** An image that a pipeline of production pushes to a registry. */
export interface PushedImage {
  /** As the pipeline writes it, registry included; a part that only the pipeline knows stays an expression of it. */
  readonly repository: string;
  /**
   * The tags it is given: literal texts, with `{commit}`, `{commit:7}` (its first digits), `{tag}` (that started the
   * pipeline), `{version}` (the same without its `v`), `{branch}` and `{ref}` (tag or branch) for what differs from build to
   * build, and `?` for what could not be read.
   */
  readonly tags: readonly string[];
  readonly evidence: readonly Evidence[];
}

interface Found {
  readonly tags: Set<string>;
  readonly evidence: Evidence[];
  /** The jobs that push it. */
  readonly jobs: Set<string>;
}

/** What the pipelines push, each image once. */
export const pushedImages = perWorkspace((files): readonly PushedImage[] => {
  const found = new Map<string, Found>();
  const unread = new Set<string>();
  const note = (reference: string, { evidence, file, job = '' }: DeployLine): void => {
    const colon = tagColon(reference);
    const repository = colon < 0 ? reference : reference.slice(0, colon);
    // What is an expression as a whole tells nothing, but that its job pushes more than is known.
    if (/^\$\{\w+[%#/][^}]*\}$/u.test(repository)) return;
    if (colon < 0 && /^\$(?:\{\{[^}]*\}\}|\{[^}]*\}|\([^)]*\)|\w+)$/u.test(reference)) {
      unread.add(`${file} ${job}`);
      return;
    }
    const known = found.get(repository) ?? { tags: new Set(), evidence: [], jobs: new Set() };
    known.jobs.add(`${file} ${job}`);
    known.tags.add(colon < 0 ? 'latest' : templateOf(reference.slice(colon + 1)));
    if (!known.evidence.some((each) => each.file === evidence.file && each.line === evidence.line))
      known.evidence.push(evidence);
    found.set(repository, known);
  };
  const named = new Map<string, Literals>();
  for (const line of commandProofs(files, pushesImage)) {
    if (line.role !== undefined) continue;
    const values = named.get(line.file) ?? valuesOf(files, line.file);
    named.set(line.file, values);
    const written =
      line.kind === 'uses' ? byAction(files, line) : [...byShell(files, line), ...byCompose(files, line, values)];
    for (const reference of written) note(expanded(reference, values), line);
  }
  return [...found].map(([repository, { tags, evidence, jobs }]) => ({
    repository,
    tags: [...new Set([...tags, ...([...jobs].some((job) => unread.has(job)) ? ['?'] : [])])],
    evidence,
  }));
});

/** What `docker push` and `docker buildx build --push` name; every tag that was built where all are pushed. */
function byShell(files: WorkspaceFiles, { text, file, job }: DeployLine): readonly string[] {
  // To a shell, the parameters of CircleCI would be redirections.
  const words = wordsOf(
    text.replaceAll(/<<\s*([\w.-]+)\s*>>/gu, (_, name: string) => `\${${name.replaceAll(/\W/gu, '_')}}`),
  );
  const push = words.findIndex((word, index) => word === 'push' && /^(?:docker|image)$/u.test(words[index - 1] ?? ''));
  if (push < 0) return tagged(words);
  const [reference] = words.slice(push + 1).filter((word) => !word.startsWith('-'));
  if (reference === undefined) return [];
  const pushesAll = words.some((word) => word === '-a' || word === '--all-tags');
  if (!pushesAll) return [reference];
  return deployLines(files, /docker/u)
    .filter((line) => line.file === file && line.job === job && /\bdocker\s+(?:.*\s)?(?:build|tag)\b/u.test(line.text))
    .flatMap((line) => tagged(wordsOf(line.text)).concat(wordsOf(line.text).slice(-1)))
    .filter((each) => each.startsWith(`${reference}:`));
}

/** What `docker compose push` names: the image of each service that is built. */
function byCompose(files: WorkspaceFiles, { text }: DeployLine, values: Literals): readonly string[] {
  const pushes = composeCalls(text).filter(({ verb }) => verb === 'push');
  if (pushes.length === 0) return [];
  const composed = composeFiles(files);
  const known = composed.map(({ file }) => file);
  return pushes.flatMap(({ files: named, rest }) => {
    const paths = named.length > 0 ? named.map((name) => placeOf(name, known)) : defaultFiles(files);
    const asked = rest.filter((word) => !word.startsWith('-'));
    const services = composed.filter(({ file }) => paths.includes(file)).flatMap((each) => each.services);
    const built = new Set(services.flatMap(({ name, context }) => (context === undefined ? [] : [name])));
    return services
      .filter(({ name }) => built.has(name) && (asked.length === 0 || asked.includes(name)))
      .flatMap(({ image }) => (image === undefined ? [] : [withDefaults(image, values)]));
  });
}

/** `${TAG:-latest}` of a Compose file, where the pipeline gives the variable no value, and where it does. */
function withDefaults(image: string, values: Literals): string {
  return image.replaceAll(/\$\{(\w+)(?::?[-?]([^}]*))?\}/gu, (whole, name: string, otherwise?: string) =>
    values.has(name) ? `\${${name}}` : whole.includes('-') ? (otherwise ?? '') : whole,
  );
}

/** The values of `-t` and `--tag`. */
function tagged(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const [, value] = /^--tag=(.+)$/u.exec(word) ?? [];
    if (value !== undefined) return [value];
    return word === '-t' || word === '--tag' ? words.slice(index + 1, index + 2) : [];
  });
}

/**
 * The `tags` of Docker's action, by way of its metadata action too. An image that is loaded into the runner, or told not to be
 * pushed, stays there (https://github.com/docker/build-push-action#inputs).
 */
function byAction(files: WorkspaceFiles, { inputs, file, job }: DeployLine): readonly string[] {
  const stays = inputs['push'] === undefined ? inputs['load'] === 'true' : inputs['push'] === 'false';
  if (stays && !/\bpush=true\b|\btype=registry\b/u.test(inputs['outputs'] ?? '')) return [];
  const tags = lines(inputs['tags'] ?? '');
  if (!tags.some((tag) => /\$\{\{\s*steps\.[\w-]+\.outputs\.tags\s*\}\}/u.test(tag))) return tags;
  return deployLines(files, /metadata-action/u)
    .filter((line) => line.file === file && line.job === job && line.text.startsWith('docker/metadata-action@'))
    .flatMap((line) =>
      lines(line.inputs['images'] ?? '').flatMap((image) =>
        metadataTags(line.inputs['tags']).map((tag) => `${image}:${tag}`),
      ),
    );
}

/** https://github.com/docker/metadata-action#tags-input. Tags of pull requests and schedules are no release's. */
function metadataTags(input: string | undefined): readonly string[] {
  if (input === undefined) return ['{ref}'];
  return lines(input, /\n/gu).flatMap((line): readonly string[] => {
    if (!line.startsWith('type=')) return [line];
    const told = new Map(
      line.split(',').map((part): readonly [string, string] => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
    );
    const tag = metadataTag(told);
    return tag === undefined ? [] : [`${told.get('prefix') ?? ''}${tag}${told.get('suffix') ?? ''}`];
  });
}

function metadataTag(told: ReadonlyMap<string, string>): string | undefined {
  switch (told.get('type')) {
    case 'sha': {
      const prefix = told.has('prefix') ? '' : 'sha-';
      return `${prefix}${told.get('format') === 'long' ? '{commit}' : '{commit:7}'}`;
    }
    case 'raw':
      return told.get('value');
    case 'ref':
      return { tag: '{tag}', branch: '{branch}' }[told.get('event') ?? ''];
    case 'semver':
      return told.get('pattern')?.replace('{{version}}', '{version}').replace('{{raw}}', '{tag}');
    default:
      return undefined;
  }
}

/** Where the tag begins: after the last part of the path, and outside of what the pipeline fills in. */
function tagColon(reference: string): number {
  const plain = withoutExpressions(reference);
  const colon = plain.lastIndexOf(':');
  return colon > plain.lastIndexOf('/') ? colon : -1;
}

/** The same text, as long, with nothing in it that only the pipeline reads. */
function withoutExpressions(text: string): string {
  return text.replaceAll(/\$\{\{.*?\}\}|\$?\{[^}]*\}|\$\([^)]*\)/gu, (whole) => 'x'.repeat(whole.length));
}

function wordsOf(text: string): readonly string[] {
  return shellTokens(text).flatMap((token) => (token.kind === 'word' ? [token.text] : []));
}

/** The parts between line ends, or commas too, that stand in no expression. */
function lines(text: string, separator = /[\n,]/gu): readonly string[] {
  const ends = [...withoutExpressions(text).matchAll(separator)].map(({ index }) => index);
  return [-1, ...ends].map((start, at) => text.slice(start + 1, ends[at]).trim()).filter((line) => line !== '');
}
