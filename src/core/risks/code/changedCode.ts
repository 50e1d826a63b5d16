import { isForeign } from '../../facts/paths';
import type { Facts, Patch, Patches } from '../../facts/schema';
import { isForeignSource, lineFinder, sourceRole } from '../../facts/sources';
import type { WorkspaceFiles } from '../../facts/workspaceFiles';
import { isMarkupWithScript, isScanned, languageOf, type ScannedLanguage } from './languages';
import { type MaskedCode, maskCode } from './maskCode';

/** A changed source file of the service as the rules see it. Offsets are the same in all its texts. */
export interface ChangedCode {
  readonly path: string;
  readonly language: ScannedLanguage;
  /** Whether the release adds the file. */
  readonly isNew: boolean;
  readonly text: string;
  readonly patch: Patch;
  /** The text without comments and without the insides of strings. */
  readonly code: () => string;
  /** The text without comments. */
  readonly uncommented: () => string;
  /** The line of an offset, from 1. */
  readonly lineOf: (offset: number) => number;
  /** Whether the release added or changed a line between two offsets. */
  readonly isChanged: (from: number, to?: number) => boolean;
  /** Whether an added line matches: cheap, so that most files are never scanned. */
  readonly mentions: (pattern: RegExp) => boolean;
}

/** Changed files that nobody looked into, by what they have in common. */
export interface NotExamined {
  /** A language, or what is wrong with the files. */
  readonly what: string;
  readonly files: number;
  readonly why: string;
}

export interface ChangedSources {
  readonly code: readonly ChangedCode[];
  readonly notExamined: readonly NotExamined[];
}

/** Files of one release that are looked into, those with most changed lines first. */
const FILE_LIMIT = 800;
/** Longer files are generated or data, in UTF-16 code units. */
const TEXT_LIMIT = 400_000;
/** A line this long is no line a person wrote, in UTF-16 code units. */
const LINE_LIMIT = 1500;

/** Whether a changed path is code or configuration that the service is made of: no test, sample, or code of others. */
export function isServicePath(path: string): boolean {
  return !isForeign(path) && !isForeignSource(path) && sourceRole(path) === undefined && !isGeneratedPath(path);
}

function isGeneratedPath(path: string): boolean {
  return /(?:^|\/)(?:generated|__generated__|gen|_gen|autogen|bindata|migrations?\/meta)\/|[._](?:generated|gen|pb|pb2|pb2_grpc|g|designer)\.[a-z]+$|(?:^|\/)generated\.[a-z]+$|_pb\.(?:js|ts|d\.ts|py|rb)$|\.d\.ts$|\.bundle\.js$|zz_generated/iu.test(
    path,
  );
}

/** Whether a path is of tools around the service, which do not run in production. */
export function isTooling(path: string): boolean {
  return /(?:^|\/)(?:\.github|\.gitlab|\.circleci|scripts?|tools?|tooling|hack|benches|dev|devtools?|ci|jest|vitest|storybook|\.devcontainer|\.vscode|migrate_data)\/|(?:^|\/)(?:[\w.-]*\.config\.[mc]?[jt]s|Rakefile|gulpfile\.[jt]s|Gruntfile\.js|setup\.py|noxfile\.py|seeds?\.[a-z]+|manage\.py)$|^(?:bin\/|tasks\.py$)/u.test(
    path,
  );
}

/**
 * The changed source files of the service, masked on demand. `belongs` tells which paths are of the unit that is
 * deployed. Files in languages that are not scanned are counted, so that silence about them proves nothing.
 */
export function changedSources(
  { release }: Pick<Facts, 'release'>,
  files: WorkspaceFiles,
  patches: Patches,
  belongs: (path: string) => boolean,
): ChangedSources {
  const code: ChangedCode[] = [];
  const left = new Map<string, { files: number; why: string }>();
  const leave = (what: string, why: string): void => {
    const known = left.get(what) ?? { files: 0, why };
    left.set(what, { ...known, files: known.files + 1 });
  };
  const largest = [...release.files].sort((a, b) => b.added - a.added || (a.path < b.path ? -1 : 1));
  for (const file of largest) {
    const language = languageOf(file.path);
    if (file.status === 'deleted' || file.added === 0 || language === undefined) continue;
    if (!isServicePath(file.path) || isTooling(file.path) || !belongs(file.path)) continue;
    if (!isScanned(language)) {
      leave(language, 'the rules about code do not know this language');
      continue;
    }
    const text = files.text(file.path);
    const patch = patches.get(file.path);
    if (text === undefined || patch === undefined) leave(`unread ${language}`, 'their text was not read');
    else if (text.length > TEXT_LIMIT) leave(`very long ${language}`, 'they are longer than a person writes');
    else if (code.length >= FILE_LIMIT)
      leave(`further ${language}`, `only the ${String(FILE_LIMIT)} largest changes are looked into`);
    else if (!isGeneratedText(text)) code.push(changedFile(file.path, language, file.status === 'added', text, patch));
  }
  return {
    code: code.sort((a, b) => (a.path < b.path ? -1 : 1)),
    notExamined: [...left].map(([what, { files: count, why }]) => ({ what, files: count, why })),
  };
}

/** Whether a text says that a program wrote it. */
export function isGeneratedText(text: string): boolean {
  return /code generated|do not edit|@generated|auto-?generated/iu.test(text.slice(0, 600));
}

function changedFile(path: string, language: ScannedLanguage, isNew: boolean, text: string, patch: Patch): ChangedCode {
  let masked: MaskedCode | undefined;
  let lineOf: ((offset: number) => number) | undefined;
  const mask = (): MaskedCode => (masked ??= maskCode(language, isMarkupWithScript(path) ? withoutMarkup(text) : text));
  const line = (offset: number): number => (lineOf ??= lineFinder(text))(offset);
  const added = new Set(patch.added.map((each) => each.line));
  return {
    path,
    language,
    isNew,
    text,
    patch,
    code: () => mask().code,
    uncommented: () => mask().uncommented,
    lineOf: line,
    isChanged: (from, to = from) => {
      const last = line(to);
      for (let at = line(from); at <= last; at += 1) if (added.has(at)) return true;
      return false;
    },
    mentions: (pattern) => patch.added.some((each) => each.text.length <= LINE_LIMIT && pattern.test(each.text)),
  };
}

/** Everything outside `<script>` blanked, lines kept. */
function withoutMarkup(text: string): string {
  let done = 0;
  const parts: string[] = [];
  for (const match of text.matchAll(/<script\b[^>]{0,200}>([\s\S]*?)<\/script>/gu)) {
    const from = match.index + match[0].indexOf('>') + 1;
    const to = from + (match[1] ?? '').length;
    parts.push(blanked(text.slice(done, from)), text.slice(from, to));
    done = to;
  }
  return [...parts, blanked(text.slice(done))].join('');
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
