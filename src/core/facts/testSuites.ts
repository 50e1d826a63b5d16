import { checkedElsewhere, ciCommands } from './ci';
import { inFolder, isForeign, isScaffold, isWithin, roleOf } from './paths';
import type { Evidence, TestSuite, Unit } from './schema';
import { bats } from './suites/bats';
import { compose } from './suites/compose';
import { dotnet } from './suites/dotnet';
import { fileKey, followed, maybeTestScript, targetKey } from './suites/follow';
import { go } from './suites/go';
import { invocationsOf, type Invocation } from './suites/invocation';
import { jvm } from './suites/jvm';
import { node } from './suites/node';
import { isNarrowed } from './suites/namedFiles';
import { nodePackages } from './suites/nodePackage';
import { php } from './suites/php';
import { plainTools } from './suites/plainTools';
import { python } from './suites/python';
import { ruby } from './suites/ruby';
import { rust } from './suites/rust';
import { sbtIntegration } from './suites/sbt';
import { scripts } from './suites/scripts';
import type { SuiteCandidate, SuiteContext, SuiteEcosystem } from './suites/suite';
import { taskRunners, taskTargets } from './suites/taskRunners';
import { findTestFiles } from './suites/testFiles';
import { folderFrom } from './shell/commands';
import type { WorkspaceFiles } from './workspaceFiles';

/** Every ecosystem whose suites are known. A new one is one file and one line here. */
const ecosystems: readonly SuiteEcosystem[] = [
  node,
  go,
  rust,
  jvm,
  python,
  ruby,
  php,
  dotnet,
  plainTools,
  sbtIntegration,
  bats,
  compose,
  taskRunners,
  scripts,
];

/** Whether `detectTestSuites` wants the text of this path. */
export function readsForTestSuites(path: string): boolean {
  return !isForeign(path) && (ecosystems.some(({ reads }) => reads(path)) || maybeTestScript(path));
}

/**
 * The test suites of the repository: the usual one of each package, module or project, and those that its pipelines
 * run. At most one is primary: what a pipeline runs for changes comes before what it runs otherwise, the root before its
 * folders, quick tests before end-to-end ones, and then the suite with more test files. Suites of examples and templates
 * are left out, those in folders for development only count once a pipeline runs them.
 */
export function detectTestSuites(files: WorkspaceFiles, units: readonly Unit[]): readonly TestSuite[] {
  const context = contextOf(files, units);
  const { invocations } = context;
  const unseen = checkedElsewhere(files);
  const candidates = distinct(ecosystems.flatMap(({ find }) => find(context)));
  const found = candidates.map((candidate) => {
    const seen = invocations.filter((each) => candidate.runs(each) && reaches(each, candidate, candidates));
    const elsewhere = candidate.usual && seen.length === 0 ? unseen.get(candidate.cwd) : undefined;
    const runs = elsewhere === undefined ? seen : [unseenRun(candidate.cwd, elsewhere)];
    return { candidate, runs, counts: runs.some(({ part }) => !part) };
  });
  const listed = found.filter(({ candidate, counts }) => {
    // A script that leads to a known suite is only another way to it.
    const leadsTo = candidate.script;
    if (leadsTo !== undefined && found.some(({ runs }) => runs.some(({ via }) => via.includes(fileKey(leadsTo))))) {
      return false;
    }
    if (candidate.variantOf !== undefined && isRunElsewhere(found, candidate.cwd, candidate.variantOf)) return false;
    const place = inFolder(candidate.cwd, 'x');
    if (roleOf(place) === 'example') return false;
    if (roleOf(place) === 'development' || isScaffold(place)) return counts;
    if (isGenerated(place) || isData(place) || /(?:^|\/)\.[^/]+\//u.test(place)) return counts;
    return candidate.usual || counts;
  });
  const ranked = listed
    .map((entry, order) => ({ ...entry, order, ...rankOf(entry, found, context) }))
    .sort((a, b) => byFolder(a.candidate.cwd, b.candidate.cwd) || a.order - b.order);
  const primary = primaryOf(ranked);
  return ranked.map(({ candidate: { id, command, cwd, evidence }, runs, order }) => ({
    id,
    command,
    cwd,
    primary: order === primary,
    evidence: withProof(evidence, (runs.find(({ part }) => !part) ?? runs[0])?.evidence),
  }));
}

/** A run of the usual suite of a folder by a workflow of another repository. */
function unseenRun(cwd: string, evidence: Evidence): Invocation {
  return { words: [], program: '', args: [], cwd, evidence, gate: true, direct: true, via: [], part: false };
}

/** What a suite is weighed by. */
interface Rank {
  /** 3: run for changes, 2: run through another suite or by single files only, 1: run otherwise, 0: not run. */
  readonly run: number;
  readonly slow: boolean;
  readonly size: number;
  /** Whether it is a script that hands on to the suite of another language. */
  readonly leads: boolean;
}

interface Ranked extends Rank {
  readonly candidate: SuiteCandidate;
  readonly order: number;
}

interface Found {
  readonly candidate: SuiteCandidate;
  readonly runs: readonly Invocation[];
}

function rankOf({ candidate, runs }: Found, found: readonly Found[], { files, tests }: SuiteContext): Rank {
  const whole = runs.filter(({ gate, part }) => gate && !part);
  // Single files of it, each beside a check of their own, are not the suite.
  const run =
    (whole.length > 0 && !isNarrowed(whole, candidate.size, files)) || isRunInParts(candidate, found)
      ? 3
      : runs.some(({ gate }) => gate)
        ? 2
        : runs.length > 0
          ? 1
          : 0;
  const slow = candidate.slow === true;
  const script = `package ${candidate.cwd} ${candidate.command.split(' ').at(-1) ?? ''}`;
  const handed = nodeIds.has(candidate.id)
    ? found.filter((other) => !nodeIds.has(other.candidate.id) && other.runs.some(({ via }) => via.at(-1) === script))
    : [];
  const leads = handed.length > 0;
  if (leads) return { run, slow, size: Math.max(...handed.map((other) => other.candidate.size)), leads };
  if (candidate.size > 0) return { run, slow, size: candidate.size, leads };
  // A target is as large as what it leads to.
  const name = candidate.command.split(' ').at(-1) ?? '';
  const key = targetKey(candidate.id, candidate.cwd, name);
  const sizes = found
    .filter((other) => other.candidate !== candidate && other.runs.some(({ via }) => via.includes(key)))
    .map((other) => other.candidate.size);
  if (sizes.length > 0) return { run, slow, size: Math.max(...sizes), leads };
  return {
    run,
    slow,
    size: /^(?:tests?(?:[-_:.](?:ci|all))?|check|ci)$/u.test(name) ? tests.most(candidate.cwd) : 0,
    leads,
  };
}

/**
 * Whether pipelines run the suite by two or more of its quick parts: scripts (`test:app`, `test:server`), or the packages
 * that it hands on to.
 */
function isRunInParts(candidate: SuiteCandidate, found: readonly Found[]): boolean {
  if (candidate.handsOn === true && candidate.usual) {
    const packages = new Set(
      found
        .filter(({ candidate: { id, cwd, slow }, runs }) => {
          const isBelow = cwd !== candidate.cwd && isWithin(cwd, candidate.cwd);
          return id === candidate.id && isBelow && slow !== true && runs.some(({ gate, part }) => gate && !part);
        })
        .map((each) => each.candidate.cwd),
    );
    if (packages.size > 1) return true;
  }
  const parts = found.filter(
    ({ candidate: { cwd, partOf, variantOf, slow }, runs }) =>
      cwd === candidate.cwd &&
      partOf === candidate.command &&
      variantOf === undefined &&
      slow !== true &&
      runs.some(({ gate, part }) => gate && !part),
  );
  return parts.length > 1;
}

/** The order of the suite to look at first. Without a pipeline, only one at the root, or the only one, is. */
function primaryOf(ranked: readonly Ranked[]): number | undefined {
  const run = ranked.filter((each) => each.run > 0);
  const atRoot = ranked.filter(({ candidate }) => candidate.cwd === '.');
  // Where pipelines are only seen to run slow suites, what they run beside them is not to be seen (shared libraries).
  const quick = ranked.filter(
    ({ candidate, slow, size }) =>
      candidate.usual && !slow && size > 0 && run.some((each) => each.candidate.cwd === candidate.cwd),
  );
  const seen = run.every(({ slow }) => slow) && quick.length > 0 ? quick : run;
  const eligible = run.length > 0 ? seen : atRoot.length > 0 ? atRoot : ranked.length === 1 ? ranked : [];
  return [...eligible].sort(
    (a, b) =>
      b.run - a.run ||
      Number(isAside(a, eligible)) - Number(isAside(b, eligible)) ||
      Number(a.slow) - Number(b.slow) ||
      b.size - a.size ||
      depth(a.candidate.cwd) - depth(b.candidate.cwd) ||
      Number(b.candidate.usual) - Number(a.candidate.usual) ||
      a.order - b.order,
  )[0]?.order;
}

/** Whether a package of scripts only comes with a server in another language, which has its own suite. */
function isAside({ candidate: { id }, leads }: Ranked, eligible: readonly Ranked[]): boolean {
  if (!nodeIds.has(id) || leads) return false;
  return eligible.some(
    ({ candidate, slow, size, run }) =>
      !nodeIds.has(candidate.id) &&
      !slow &&
      size > 0 &&
      run !== 1 &&
      !/^(?:make|just|task|mise|script)$/u.test(candidate.id) &&
      /^(?:\.|(?:.*[/_-])?(?:back-?end|server|api|core))$/u.test(candidate.cwd),
  );
}

const nodeIds = new Set([
  'npm',
  'pnpm',
  'yarn',
  'bun',
  'jest',
  'vitest',
  'mocha',
  'ava',
  'tap',
  'playwright',
  'cypress',
]);

function contextOf(files: WorkspaceFiles, units: readonly Unit[]): SuiteContext {
  const { named, matching } = files;
  const commands = ciCommands(files);
  const direct = commands.flatMap((command) => invocationsOf(command));
  const packages = nodePackages(files, named('package.json'));
  const targets = taskTargets(files);
  return {
    files,
    named,
    matching,
    tests: findTestFiles(files.paths),
    units: new Set(units.map(({ folder }) => folder)),
    programs: new Set(commands.flatMap(({ words }) => words.slice(0, 1))),
    invocations: followed(direct, { files, packages, targets }),
  };
}

/** Whether the invocation runs where the suite is, or names a path that belongs to it. */
function reaches(invocation: Invocation, suite: SuiteCandidate, all: readonly SuiteCandidate[]): boolean {
  const at = suite.place === undefined ? invocation.cwd : suite.place(invocation);
  if (at === suite.cwd) return true;
  const others = all.filter(({ id, cwd }) => id === suite.id && cwd !== suite.cwd);
  if (at === undefined) return suite.cwd === '.' || others.length === 0;
  if (isWithin(at, suite.cwd)) return !others.some(({ cwd }) => isWithin(at, cwd) && isWithin(cwd, suite.cwd));
  return (
    isWithin(suite.cwd, at) &&
    invocation.args.some((arg) => {
      const path = /^[\w./-]+$/u.test(arg) ? folderFrom(at, arg.replace(/\/?\.\.\.$/u, '')) : undefined;
      return path !== undefined && isWithin(path, suite.cwd);
    })
  );
}

/** Whether the suite that another only varies is run itself. */
function isRunElsewhere(found: readonly Found[], cwd: string, command: string): boolean {
  return found.some(
    ({ candidate, runs }) => candidate.cwd === cwd && candidate.command === command && runs.some(({ part }) => !part),
  );
}

/** What a database is filled with, tests of those who learn by it among it. */
function isData(path: string): boolean {
  return /(?:^|\/)db\/(?:data|seeds?|fixtures)\//u.test(path);
}

/** Code that a generator wrote, with the tests that it wrote for it. */
function isGenerated(path: string): boolean {
  return /(?:^|\/)(?:gen|generated|genproto|openapi-client|autogen)\//u.test(path);
}

function withProof(evidence: readonly Evidence[], proof: Evidence | undefined): readonly Evidence[] {
  if (proof === undefined) return evidence;
  const known = evidence.some(({ file, line }) => file === proof.file && line === proof.line);
  return known ? evidence : [...evidence, proof];
}

function distinct(suites: readonly SuiteCandidate[]): readonly SuiteCandidate[] {
  const seen = new Set<string>();
  return suites.filter(({ command, cwd }) => {
    const key = `${cwd}\n${command}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Outer folders first, then by name. */
function byFolder(a: string, b: string): number {
  return depth(a) - depth(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}
