import { literalPattern } from '../facts/literalPattern';
import { baseName } from '../facts/paths';
import type { Patch, ReleaseFile } from '../facts/schema';
import { sourceRole } from '../facts/sources';
import type { ChangedCode } from './code/changedCode';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Words in a path that say: here is decided who may do what. */
const guards =
  /(?:^|[/._-])(?:auth|authn|authz|authentication|authorization|authorisation|authenticator|permissions?|polic(?:y|ies)|rbac|acl|guards?|login|signin|sign-in|oauth2?|saml|sso|jwt|ability|abilities)(?=[/._-]|$)|(?:Auth(?:entication|orization|enticator)?|Permission|Policy|Guard|Jwt|OAuth|Login)(?:s|Service|Controller|Middleware|Filter|Handler|Manager|Provider|Config)?\.[a-z]+$/u;
/** Words that a line about it holds. */
const decisions =
  /\b(?:can|may|allow\w*|den(?:y|ied)|forbid\w*|unauthori[sz]ed|permission\w*|role\w*|scopes?|token\w*|session\w*|password\w*|verify\w*|authori[sz]e\w*|authenticat\w*|is_?(?:admin|staff|superuser|owner)|current_?user|jwt|claims?|grant\w*)\b/iu;
/** Changed lines of code in one file that make a test worth asking for. */
const MIN_LINES = 3;

/** Code that decides who may do what, changed without any test of it being touched in the release. */
export const authorizationWithoutTest: RiskRule = {
  id: 'authorization-without-test',
  dimension: 'security',
  find: ({ changed, patches, facts: { release } }) => {
    const tests = release.files.filter(
      ({ path, status }) => status !== 'deleted' && sourceRole(path) === 'development',
    );
    // A test of what is refused is one of who may do what, whatever it is called.
    if (tests.some(({ path }) => patches.get(path)?.added.some(({ text }) => refuses(text)) === true)) return [];
    const untested = changed.filter(
      (file) => isGuard(file) && !tests.some((test) => isAbout(test, file) || names(patches.get(test.path), file)),
    );
    if (untested.length === 0) return [];
    const places = inOrder(untested.map((file) => ({ file: file.path, line: decisionsIn(file)[0] ?? 1 })));
    return [
      {
        issue: `The release changes who may do what (${filesIn(places)}) and touches no test of it.`,
        evidence: places,
        trigger: 'A person signs in, or asks for something they may not have, along a changed path.',
        impact: 4,
        impactWhy: 'a mistake in it either locks users out or lets them see what is not theirs',
        probability: 2,
        probabilityWhy: `${count(untested.length, 'file')} about ${listed(
          untested.map(({ path }) => baseName(path)),
          1,
        )} changed, and of ${count(tests.length, 'changed test file')} none bears its name`,
        fails: 'Sign-in or access control. Too much access shows in no error rate.',
        detect:
          'Rate of 401 and 403 of the new version against the old one, in both directions: fewer is as telling as more.',
        recover: 'Roll back the code, and end sessions opened meanwhile if access was too wide.',
        monitor: '401 and 403 responses and successful sign-ins, per version.',
        mitigation:
          'Add a test for one user who may and one who may not, or try both by hand in the first stage with traffic.',
      },
    ];
  },
};

function isGuard(file: ChangedCode): boolean {
  if (
    !guards.test(file.path) ||
    /\.(?:vue|svelte|tsx|jsx)$|(?:^|\/)(?:components|styles|views|templates|icons)\//u.test(file.path)
  )
    return false;
  return decisionsIn(file).length >= MIN_LINES;
}

/** The added lines that may decide something: neither what is imported does, nor the type of something. */
function decisionsIn(file: ChangedCode): readonly number[] {
  const code = file.code();
  const lines = code.split('\n');
  const imported = new Set<number>();
  for (const { 0: whole, index } of code.matchAll(imports)) {
    const first = file.lineOf(index);
    for (let line = first; line <= first + (whole.match(/\n/gu)?.length ?? 0); line += 1) imported.add(line);
  }
  return file.patch.added.flatMap(({ line }) => {
    const text = lines[line - 1] ?? '';
    return decisions.test(text) && !imported.has(line) && !isTypeOnly(text) ? [line] : [];
  });
}

const imports =
  /^[ \t]*(?:import\b[^;()\n]*\{[^}]{0,4000}\}[^\n]*|import\b(?!\s*\()[^\n]*|export\s*\{[^}]{0,4000}\}\s*from[^\n]*|from\s+\S+\s+import\s+\([^)]{0,4000}\)|from\s+\S+\s+import[^\n]*|(?:use|using|require|require_relative|alias|package|namespace)\b[^\n]*)/gmu;

/** A parameter or a field with its type, or the head of a class. */
function isTypeOnly(text: string): boolean {
  return /^\s*(?:(?:private|public|protected|readonly|static)\s+)*\w+\??:\s*[\w.<>[\]| ]+[,;]?\s*$|^\s*(?:export\s+)?(?:abstract\s+)?(?:class|interface|type)\b/u.test(
    text,
  );
}

/** Whether a line of a test expects that somebody may not do something. */
function refuses(text: string): boolean {
  return (
    text.length < 1000 &&
    /\b40[13]\b|\b(?:forbidden|unauthori[sz]ed|access[_ ]?denied|permission[_ ]?denied|not[_ ]?(?:permitted|authori[sz]ed|allowed)|forbid\w*)\b/iu.test(
      text.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '_'),
    )
  );
}

/** Whether the changed lines of a test name the class or module of the file. */
function names(patch: Patch | undefined, { path }: ChangedCode): boolean {
  const name = baseName(path).replace(/\.[^/]*$/u, '');
  // Shorter names are words of any text.
  if (patch === undefined || name.length < 8) return false;
  const word = new RegExp(`(?<![\\w-])${literalPattern(name)}(?![\\w-])`, 'u');
  return patch.added.some(({ text }) => text.length < 1000 && word.test(text));
}

/** Whether a changed test bears the name of the file, or of the folder it stands in. */
function isAbout(test: ReleaseFile, file: ChangedCode): boolean {
  const stem = (path: string): string =>
    baseName(path)
      .replace(/\.[^/]*$/u, '')
      .replace(/[._-]?(?:tests?|spec|it|unit|integration)$/iu, '')
      .replace(/^tests?[._-]/iu, '')
      .replace(/[^A-Za-z0-9]/gu, '')
      .toLowerCase()
      // `Authenticator` and its `AuthenticationTest` are about the same.
      .replace(/(authent|authori[sz])(?:ic)?(?:at)?(?:or|ion|ed|er?)$/u, '$1');
  const own = stem(file.path);
  const other = stem(test.path);
  if (own !== '' && (other.includes(own) || (other.length > 3 && own.includes(other)))) return true;
  // A file that is called after nothing, as `route.ts` is, is called after the folders around it.
  const around = /^(?:route|index|page|handler|main|mod|init)$/u.test(own) ? 4 : 2;
  return file.path
    .split('/')
    .slice(-around, -1)
    .some((folder) => guards.test(`/${folder}/`) && test.path.toLowerCase().includes(folder.toLowerCase()));
}
