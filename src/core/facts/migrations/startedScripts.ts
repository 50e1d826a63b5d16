import type { DockerInstruction } from '../formats/dockerfile';
import { imageFiles } from '../images';
import { baseName, isForeign, roleOf } from '../paths';
import { isPipeline } from '../platforms/deployLines';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';

/** Scripts that images start with are kept here, and named for it. */
const startScript = /(?:^|\/)\.?docker\/[\w-]+$/u;

/** A script that images start with, or one of the folder that such a script runs through. */
const entrypoint = /(?:^|\/)[\w.-]*entrypoint[\w.-]*(?:\.d\/[\w.-]+)?$/u;

/** Whether a path is that of a script which an image may start with. */
export function isStartScript(path: string): boolean {
  return entrypoint.test(path) || startScript.test(path);
}

export interface StartedScripts {
  /** Scripts that an image starts with. */
  readonly entrypoints: readonly string[];
  /** How commands name the scripts that hold the command. */
  readonly migrating: ReadonlySet<string>;
}

export function startedScripts(files: WorkspaceFiles, command: RegExp): StartedScripts {
  const { scripts, entrypoints } = knownScripts(files);
  const migrating = scripts.filter((path) => lineOf(files.text(path) ?? '', command) !== undefined);
  return { entrypoints, migrating: new Set(migrating.flatMap(calledName)) };
}

/** The scripts of a workspace, and which of them images start with, are the same for every tool. */
const knownScripts = perWorkspace((files) => {
  const scripts = files.loaded.filter(
    (path) =>
      (/(?:\.(?:sh|bash)$|(?:^|\/)(?:bin|scripts?)\/[\w-]+$)/u.test(path) || isStartScript(path)) &&
      roleOf(path) === undefined &&
      !isPipeline(path) &&
      !isForeign(path),
  );
  const texts = imageFiles(files).flatMap((path) => dockerStarts(files, path).map(({ text }) => text));
  const copied = namesIn(texts);
  const started = new Set([...copied, ...imageFiles(files).flatMap((path) => copiedAs(files, path, copied))]);
  const isNamed = (path: string, names: ReadonlySet<string>): boolean =>
    calledName(path).some((name) => names.has(name));
  const named = new Set(scripts.filter((path) => entrypoint.test(path) || isNamed(path, started)));
  // What an entrypoint calls is started, too.
  const calledNames = namesIn([...named].map((path) => files.text(path) ?? ''));
  return {
    scripts,
    entrypoints: [...named, ...scripts.filter((path) => !named.has(path) && isNamed(path, calledNames))],
  };
});

/** What an image file copies to one of these names: `COPY scripts/next-start.sh /app/start.sh`. */
function copiedAs(files: WorkspaceFiles, path: string, names: ReadonlySet<string>): readonly string[] {
  return (files.dockerfile(path) ?? [])
    .filter(({ keyword }) => keyword === 'COPY')
    .flatMap(({ text }) => {
      const words = text.split(/\s+/u).filter((word) => word !== '' && !word.startsWith('--'));
      const [source = '', target = ''] = words.slice(-2);
      return names.has(baseName(target)) && baseName(source) !== baseName(target) ? [baseName(source)] : [];
    });
}

/** How a command names a script; `run` alone is a word, `docker/run` a script. */
function calledName(path: string): readonly string[] {
  const name = baseName(path).length > 3 ? baseName(path) : path.split('/').slice(-2).join('/');
  return name.length > 3 ? [name] : [];
}

/** Every word that may name a script, with its last folder and without. A plain word such as `setup` only does as a path. */
function namesIn(texts: readonly string[]): ReadonlySet<string> {
  const words = texts.flatMap((text) => text.split(/[\s"',;\]]+/u)).filter((word) => !/^[a-z]+$/iu.test(word));
  return new Set(words.flatMap((word) => [baseName(word), word.split('/').slice(-2).join('/')]));
}

export function mentions(run: string, command: RegExp, { migrating }: StartedScripts): boolean {
  return command.test(run) || startsScript(run, migrating);
}

export function startsScript(run: string, scripts: ReadonlySet<string>): boolean {
  return scripts.size > 0 && [...namesIn([run])].some((name) => scripts.has(name));
}

/** CMD and ENTRYPOINT of the last stage. */
export function dockerStarts(files: WorkspaceFiles, path: string): readonly DockerInstruction[] {
  const instructions = files.dockerfile(path) ?? [];
  return instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
}

/** The first line that matches and is no comment, from 1; what Go is told by a comment counts. */
export function lineOf(text: string, pattern: RegExp): number | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => !/^\s*(?:#|\/\/(?!go:)|\*|--)/u.test(line) && pattern.test(line));
  return at < 0 ? undefined : at + 1;
}
