import { elementsAt, type XmlElement } from '../formats/xml';
import { baseName, folderOf, isWithin } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { movedBy, optionValue, plainArguments, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

const project = /\.(?:cs|fs|vb)proj$/u;
const solution = /\.slnx?$/u;

/** `dotnet test` for the outermost solution above test projects, else for the project itself. */
export const dotnet: SuiteEcosystem = {
  reads: (path) => project.test(path),
  find: (context) => {
    const { files, matching, invocations } = context;
    const testProjects = matching(project).filter((path) => isTestProject(files, path));
    if (testProjects.length === 0) return [];
    const solutions = matching(solution).filter((path) => testProjects.some((test) => isWithin(test, folderOf(path))));
    const folders = [...new Set(solutions.map(folderOf))].filter(
      (folder, _, all) => !all.some((other) => other !== folder && isWithin(folder, other)),
    );
    const named = (path: string): boolean =>
      invocations.some(
        (invocation) => runs(invocation) && invocation.args.some((arg) => baseName(arg) === baseName(path)),
      );
    const suites = folders.flatMap((cwd): readonly SuiteCandidate[] => {
      const here = solutions.filter((path) => folderOf(path) === cwd);
      const chosen = here.find(named) ?? [...here].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
      if (chosen === undefined) return [];
      // With several solutions or projects in one folder the program refuses to choose.
      const alone =
        here.length === 1 && !context.files.paths.some((path) => folderOf(path) === cwd && project.test(path));
      const command = alone ? 'dotnet test' : `dotnet test ${baseName(chosen)}`;
      const whole = suite(command, cwd, chosen, countWithin(testProjects, cwd));
      // A pipeline in the root names the solution of a folder.
      const called = invocations.filter((each) => runs(each) && [cwd, undefined].includes(place(each)));
      return filtered(whole, called);
    });
    if (suites.length > 0) return suites;
    return testProjects.map((path) => suite('dotnet test', folderOf(path), path, 1));
  },
};

function suite(command: string, cwd: string, file: string, size: number): SuiteCandidate {
  return { id: 'dotnet', command, cwd, evidence: [{ file }], size: size * 20, usual: true, runs, place };
}

/**
 * The suite as pipelines choose its tests: what they always leave out is left out, and what they run apart is a suite of its own.
 * https://learn.microsoft.com/dotnet/core/testing/selective-unit-tests
 */
function filtered(whole: SuiteCandidate, here: readonly Invocation[]): readonly SuiteCandidate[] {
  const filters = new Set(here.map(filterOf));
  const taken = [...filters].filter((filter) => filter !== undefined && !filter.includes('!'));
  const left = [...filters].filter((filter) => !taken.includes(filter));
  const [only] = left;
  // Where everything is chosen by what it is, nothing tells which is the usual.
  if (left.length === 0) return [whole];
  const command = only === undefined || left.length > 1 ? whole.command : `${whole.command} --filter '${only}'`;
  return [
    { ...whole, command, runs: (each) => runs(each) && !taken.includes(filterOf(each)) },
    ...taken.map((filter): SuiteCandidate => ({
      ...whole,
      command: `${whole.command} --filter '${filter ?? ''}'`,
      evidence: here.filter((each) => filterOf(each) === filter).map(({ evidence }) => evidence),
      size: 0,
      usual: false,
      slow: true,
      runs: (each) => runs(each) && filterOf(each) === filter,
    })),
  ];
}

/** What the tests are chosen by, as far as a person can type it. */
function filterOf({ args }: Invocation): string | undefined {
  const filter = optionValue(args, '--filter');
  return filter !== undefined && /^[\w.,()&|!~= -]+$/u.test(filter) ? filter : undefined;
}

function countWithin(paths: readonly string[], folder: string): number {
  return paths.filter((path) => isWithin(path, folder)).length;
}

/** A project that references a test SDK, or says so in its name where central files hold its references. */
function isTestProject(files: WorkspaceFiles, path: string): boolean {
  const root = files.xml(path);
  if (root === undefined) return false;
  if (/\bMSTest\.Sdk\b/u.test(root.attributes['Sdk'] ?? '')) return true;
  const references = elementsAt(root, 'ItemGroup', 'PackageReference').map(
    ({ attributes }) => attributes['Include'] ?? '',
  );
  if (
    references.some((name) =>
      /^(?:Microsoft\.NET\.Test\.Sdk|xunit(?:\.v3)?|TUnit|MSTest|NUnit|MSTest\.TestFramework)$/iu.test(name),
    )
  ) {
    return true;
  }
  const says = (element: XmlElement): boolean => element.text.toLowerCase() === 'true';
  if (elementsAt(root, 'PropertyGroup', 'IsTestProject').some(says)) return true;
  return (
    /(?:^|\.)(?:\w*Tests?)$/u.test(baseName(path).replace(project, '')) &&
    !/(?:Common|Helpers?|Utils|Base)/u.test(baseName(path))
  );
}

function runs({ program, args }: Invocation): boolean {
  return program === 'dotnet' && (args[0] === 'test' || args[0] === 'vstest');
}

/** The solution or project that the command names decides, not the folder it runs in. */
function place(invocation: Invocation): string | undefined {
  const target = plainArguments(
    invocation.args.slice(1),
    '-c',
    '--configuration',
    '--logger',
    '-l',
    '--filter',
    '-f',
  )[0];
  if (target === undefined || !/\.(?:slnx?|slnf|(?:cs|fs|vb)proj)$/u.test(target)) return invocation.cwd;
  return /[*$]/u.test(target) ? undefined : movedBy(invocation, folderOf(target));
}
