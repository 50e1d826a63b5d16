import { entriesAt, listAt, textAt } from '../../looseValue';
import { type ShellCommand, shellCommands } from '../../shell/commands';

/** What a run tells of who builds what it deploys. */
export interface BuiltBy {
  /** None of its jobs, nor what they start, builds. */
  readonly buildsNothing?: true;
  /** What it deploys was built before: it checks nothing out, or it looks for the image. */
  readonly isBuiltBefore?: true;
}

/** How a job sees that what it deploys is there: a program, and words that stand behind it. */
const looks: readonly (readonly [program: string, ...words: string[]])[] = [
  ['aws', 'ecr', 'describe-images'],
  ['aws', 'ecr', 'batch-get-image'],
  ['docker', 'manifest', 'inspect'],
  ['docker', 'imagetools', 'inspect'],
  ['crane', 'digest'],
  ['crane', 'manifest'],
  ['skopeo', 'inspect'],
  ['gcloud', 'images', 'describe'],
];
const imageBuilders: ReadonlySet<string> = new Set(['docker', 'podman', 'buildah']);
/** A word of a step that may build: it keeps from the claim that nothing does. */
const mayBuild = /\b(?:build|package|assemble|bootJar)\b|\bbuilds\s+submit\b/u;

/** What a run tells of where the version comes from that it deploys. */
export function builtBy(workflows: readonly unknown[], scripts: readonly string[]): BuiltBy {
  const jobs = workflows.flatMap((workflow) => entriesAt(workflow, 'jobs').map(([, job]) => job));
  const steps = jobs.flatMap((job) => listAt(job, 'steps'));
  const runs = steps.map((step) => textAt(step, 'run') ?? '');
  const uses = [...jobs, ...steps].map((each) => textAt(each, 'uses') ?? '');
  const isCalledAway = uses.some((each) => /\.ya?ml@/u.test(each));
  const isBuilding =
    runs.some((run) => mayBuild.test(run)) ||
    uses.some((each) => /build|pack/iu.test(each)) ||
    scripts.some((script) => shellCommands(script, undefined).some(buildsImage));
  if (isCalledAway || isBuilding) return {};
  const isLooking = [...runs, ...scripts].some((run) => shellCommands(run, undefined).some(looksForImage));
  const takesSource = uses.some((each) => each.includes('checkout')) || runs.some((run) => /\bgit\b/u.test(run));
  return { buildsNothing: true, ...(isLooking || !takesSource ? { isBuiltBefore: true } : {}) };
}

function looksForImage({ words }: ShellCommand): boolean {
  return looks.some(([program, ...wanted]) => words[0] === program && wanted.every((word) => words.includes(word)));
}

function buildsImage({ words: [program = '', ...rest] }: ShellCommand): boolean {
  return (imageBuilders.has(program) && rest.includes('build')) || (program === 'gcloud' && rest.includes('submit'));
}
