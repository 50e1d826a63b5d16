import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { textAt } from '../../looseValue';
import {
  baseName,
  folderOf,
  isForeign,
  isMakefile,
  joinedPath,
  roleOf,
  saysElsewhere,
  saysProduction,
} from '../../paths';
import type { Evidence, PlatformTarget, Role, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { deployLines, isPipeline } from '../deployLines';
import { isOwnWay } from './platformCommands';

const quoted = z.object({ file: z.string(), line: z.number(), text: z.string() });

export const scriptSchema = z.object({
  /** Absent while several scripts could be the one and nobody has chosen. */
  command: z.optional(z.string()),
  file: z.string(),
  line: z.number(),
  /** The line that shows that it takes arguments. */
  takesArguments: z.optional(quoted),
  /** Environment variables that it refuses to run without. */
  requires: z.array(z.string()),
  /** The line that shows that it deploys something other than the files it stands among. */
  leavesCheckout: z.optional(quoted),
  /** Whether its checkout holds all that it needs. */
  selfContained: z.boolean(),
  /** Lines that change something elsewhere, as written. */
  touches: z.array(quoted),
});

export type DeployScript = DeepReadonly<z.infer<typeof scriptSchema>>;
type Quoted = z.infer<typeof quoted>;

const scriptPath =
  /^(?:(?:[\w.-]+\/){0,2}(?:scripts?|bin|tools?|ops|ci|deploy|deployment|infra)\/)?deploy(?:[._-][\w.-]*)?$/u;

/** Whether a path may hold a deploy script, a Makefile or npm scripts. */
export function maybeDeployScript(path: string): boolean {
  if (isForeign(path)) return false;
  if (isMakefile(path) || baseName(path) === 'package.json') return path.split('/').length <= 3;
  return scriptPath.test(path) && /^[^.]+$|\.(?:sh|bash)$/u.test(baseName(path));
}

export interface FoundScript {
  readonly role: Role | undefined;
  readonly evidence: Evidence;
  readonly target: PlatformTarget;
}

/** Deploy scripts, `make deploy` and `npm run deploy`. One that another calls is left to its caller, one that only calls a platform's command to that platform. */
export function findDeployScripts(files: WorkspaceFiles, units: readonly Unit[]): readonly FoundScript[] {
  const read = files.paths.filter(maybeDeployScript).flatMap((path) => readDeployScript(files, path) ?? []);
  const scripts = read
    .filter((script) => !isNameFor(script, read))
    .sort((a, b) => Number(saysProduction(b.file)) - Number(saysProduction(a.file)));
  const callers = scripts.filter(({ file }) => !scriptPath.test(file));
  const called = (script: DeployScript): boolean =>
    callers.some((caller) => caller.touches.some(({ text }) => text.includes(script.file)));
  return scripts
    .filter((script) => callers.includes(script) || !called(script))
    .filter(isOwnWay(files))
    .filter((script) => !isOfPackage(script, units))
    .map((script) => {
      const { file, line, command = file } = script;
      const unit = units
        .filter(({ folder }) => folder !== '.' && file.startsWith(`${folder}/`))
        .sort((a, b) => b.folder.length - a.folder.length)[0];
      const evidence = { file, line };
      const target = { id: file, name: command, unit: unit?.id ?? '.', evidence: [evidence], details: script };
      const text = files.text(file) ?? '';
      return {
        role: roleOf(file) ?? environmentRole(script) ?? emulatedRole(script) ?? roleByText(text, isMakefile(file)),
        evidence,
        target,
      };
    });
}

/** Whether an npm script is but another name for a deploy script of the repository. */
function isNameFor({ file, touches: [only, ...more] }: DeployScript, scripts: readonly DeployScript[]): boolean {
  const path = /^(?:(?:ba)?sh\s+)?([\w./-]+)$/u.exec(only?.text ?? '')?.[1];
  if (baseName(file) !== 'package.json' || path === undefined || more.length > 0) return false;
  return scripts.some((each) => each.file === joinedPath(folderOf(file), path));
}

/** Whether it is the npm script or Makefile of a package beside the units: that package is what it deploys, none of them. */
function isOfPackage({ file }: DeployScript, units: readonly Unit[]): boolean {
  const folder = folderOf(file);
  if (folder === '.' || scriptPath.test(file) || !units.some((unit) => unit.folder !== '.')) return false;
  if (/(?:^|[/_-])(?:deploy\w*|infra\w*|ops|devops|ci|scripts?|bin|tools?|cdk|iac)(?=[/_-]|$)/iu.test(folder))
    return false;
  return !units.some((unit) => unit.folder === folder || folder.startsWith(`${unit.folder}/`));
}

function readDeployScript(files: WorkspaceFiles, path: string): DeployScript | undefined {
  if (baseName(path) === 'package.json') return readNpmScript(files, path);
  const text = files.text(path);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((each, index): Quoted => ({ file: path, line: index + 1, text: each.trim() }));
  return isMakefile(path) ? readMakefile(path, lines) : readShellScript(path, lines);
}

function readShellScript(file: string, lines: readonly Quoted[]): DeployScript | undefined {
  const shebang = /^#!\s*\S*?(?:\/env\s+)?([\w.+-]+)\s*$|^#!\s*\S*\/([\w.+-]+)(?:\s|$)/u.exec(lines[0]?.text ?? '');
  const interpreter = shebang?.[1] ?? shebang?.[2] ?? (/\.(?:sh|bash)$/u.test(file) ? 'bash' : undefined);
  if (interpreter === undefined || !/^(?:ba|da|z|k)?sh$/u.test(interpreter)) return undefined;
  const code = lines.filter(({ text }) => text !== '' && !text.startsWith('#'));
  if (code.length === 0) return undefined;
  const takes = code.find(({ text }) => /\$(?:[1-9@*]|\{[1-9@*]|#)|\bgetopts?\b/u.test(text));
  return {
    command: `${interpreter} ${file}`,
    file,
    line: 1,
    ...(takes === undefined ? {} : { takesArguments: takes }),
    ...whatItDoes(code),
    requires: requiredVariables(code),
    selfContained: true,
  };
}

function readMakefile(file: string, lines: readonly Quoted[]): DeployScript | undefined {
  const start = lines.findIndex(({ text }) => /^deploy\s*:(?!=)/u.test(text));
  const target = lines[start];
  if (target === undefined) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(({ text }) => /^[\w.%/-]+\s*:(?!=)/u.test(text));
  const recipe = (end < 0 ? rest : rest.slice(0, end)).filter(({ text }) => text !== '' && !text.startsWith('#'));
  // Left over from a template: nothing is run.
  if (recipe.length === 0 && /^deploy\s*:+\s*(?:#.*)?$/u.test(target.text)) return undefined;
  const folder = folderOf(file);
  const defined = new Set(lines.flatMap(({ text }) => /^(?:export\s+)?(\w+)\s*[?:+]?=/u.exec(text)?.[1] ?? []));
  const open = recipe.find(({ text }) =>
    [...text.matchAll(/\$[({](\w+)[)}]/gu)].some(
      ([, name]) => name !== undefined && name !== 'MAKE' && !defined.has(name),
    ),
  );
  return {
    command: folder === '.' ? 'make deploy' : `make --directory=${folder} deploy`,
    file,
    line: target.line,
    ...(open === undefined ? {} : { takesArguments: open }),
    ...whatItDoes([target, ...recipe]),
    requires: [],
    selfContained: true,
  };
}

const builds =
  /^(?:[A-Z_]+=\w+\s+)?(?:cd\s+[\w./-]+|rm\s+-\w+\s+[\w./*-]+|mix\s+(?:assets\.deploy|phx\.digest)|node\s+(?:[\w./-]+\/)?build\.[cm]?js(?:\s+[\w=-]+)*|(?:npx\s+)?(?:tailwindcss|postcss|sass|esbuild|parcel\s+build)(?:\s+\S+)*|(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?build[\w:-]*|(?:npx\s+)?(?:next|nuxt|vite|astro|gatsby|ng|react-scripts|vue-cli-service)\s+(?:build|export|generate)(?:\s+--?[\w=-]+)*|(?:npx\s+)?(?:tsc|webpack|rollup)(?:\s+--?[\w=-]+(?:\s+\w+)?)*)$/u;

/** Deeper nesting of scripts than people write. */
const MAX_DEPTH = 4;

/** Whether a script builds and puts files in place, by itself and by the other scripts of its manifest. */
function onlyBuilds(manifest: unknown, script: string, depth: number): boolean {
  return script.split('&&').every((each) => {
    const part = each.trim();
    if (builds.test(part) || putsInPlace.test(part)) return true;
    const [, called] = /^(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?([\w:-]+)$/u.exec(part) ?? [];
    const text = called === undefined ? undefined : textAt(manifest, 'scripts', called);
    return text !== undefined && depth < MAX_DEPTH && onlyBuilds(manifest, text, depth + 1);
  });
}

/** Files of the checkout, moved within it. */
const putsInPlace = /^(?:mkdir|cp|mv)(?:\s+-\w+)*(?:\s+(?:\.{1,2}\/)*[\w.@*][\w./@*-]*)+$/u;

/** Dependencies of an npm script are not in the checkout, so its checkout alone cannot deploy. */
function readNpmScript(files: WorkspaceFiles, file: string): DeployScript | undefined {
  const manifest = files.json(file);
  const script = textAt(manifest?.value, 'scripts', 'deploy');
  if (manifest === undefined || script === undefined) return undefined;
  // Named for what comes after it: building alone brings nothing anywhere.
  if (onlyBuilds(manifest.value, script, 0)) return undefined;
  // Docusaurus writes this line into each new site, wherever that is brought to: https://docusaurus.io/docs/deployment
  if (script.trim() === 'docusaurus deploy' && !isRunByPipelines(files)) return undefined;
  const line = manifest.lineOf(['scripts', 'deploy']) ?? 1;
  const folder = folderOf(file);
  return {
    command: folder === '.' ? 'npm run deploy' : `npm --prefix ${folder} run deploy`,
    file,
    line,
    ...whatItDoes([{ file, line, text: script }]),
    requires: [],
    selfContained: false,
    touches: [{ file, line, text: script }],
  };
}

function isRunByPipelines(files: WorkspaceFiles): boolean {
  return deployLines(files, /\bdeploy\b/u).some(
    ({ kind, file, text }) =>
      kind === 'run' &&
      isPipeline(file) &&
      /\bdocusaurus\s+deploy\b|\b(?:npm|pnpm|yarn|bun)\s+(?:.*\s)?(?:run\s+)?deploy\b/u.test(text),
  );
}

/** Only what the lines themselves say. */
function whatItDoes(code: readonly Quoted[]): Pick<DeployScript, 'leavesCheckout' | 'touches'> {
  const elsewhere = code.find(({ text }) =>
    /\bgit\s+(?:-C\s+\S+\s+)?(?:pull|push|fetch|checkout|reset|clone|merge)\b/u.test(text),
  );
  const outward =
    /\b(?:kubectl|helm|kustomize|skaffold|ssh|scp|rsync|aws|gcloud|az|docker|podman|flyctl|fly|heroku|ansible-playbook|terraform|serverless|sls|sam|cdk|vercel|netlify|wrangler|systemctl|pm2|cap|kamal|a0deploy|git\s+push|make|sh|bash|npm|npx|yarn|pnpm|\.\/\S+)\b/u;
  return {
    ...(elsewhere === undefined ? {} : { leavesCheckout: elsewhere }),
    touches: code.filter(({ text }) => outward.test(text) || /(?:^|\s)[@-]?\.?\/?[\w./-]+\.sh\b/u.test(text)),
  };
}

function requiredVariables(code: readonly Quoted[]): string[] {
  const names = code.flatMap(({ text }) => [...text.matchAll(/\$\{([A-Z_][A-Z0-9_]*):?\?/gu)].map((match) => match[1]));
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Packages are brought out for others to fetch. */
const publishes =
  /\bmvnw?\b.*\s(?:deploy|release:perform|nexus-staging:\S+)(?=\s|$)|\btwine\s+upload\b|\b(?:npm|yarn|pnpm)\s+publish\b|\bgradlew?\b.*\spublish\w*(?=\s|$)/u;
const reachesServers =
  /\b(?:kubectl|helm|kustomize|ssh|scp|rsync|aws|gcloud|az|flyctl|heroku|ansible-playbook|terraform|serverless|sam|cdk|vercel|netlify|wrangler|kamal|systemctl|pm2)\s|\bdocker(?:-compose|\s+(?:compose|stack|push|service))\b/u;

/** A script whose target is a cloud on the machine itself, or in which somebody must fill in where it deploys to. */
function roleByText(text: string, isShared: boolean): Role | undefined {
  // A Makefile has targets for other ends as well.
  if (isShared) return undefined;
  const code = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|echo\b|printf\b)/u.test(line));
  if (code.some((line) => emulated.test(line))) return 'development';
  if (code.some((line) => publishes.test(line)) && !code.some((line) => reachesServers.test(line)))
    return 'development';
  const said = code.flatMap(
    (line) => /^(?:export\s+)?(?:AWS_PROFILE|ENV|ENVIRONMENT|Environment|STAGE|Stage)=(.*)$/u.exec(line)?.[1] ?? [],
  );
  const isElsewhere = (value: string): boolean =>
    saysElsewhere(value) || /^["']?local(?:dev|host)?(?![\w-])/u.test(value);
  if (said.length > 0 && said.every((value) => isElsewhere(value) && !value.includes('$'))) return 'development';
  return code.some((line) => /\b(?:docker|aws|kubectl|ssh|scp|rsync|helm)\s.*<[A-Z][A-Z0-9_]{2,}>/u.test(line))
    ? 'example'
    : undefined;
}

/** A target of a Makefile whose every line is for LocalStack, by its commands or by a variable that is called after them. */
function emulatedRole({ touches }: DeployScript): Role | undefined {
  return touches.length > 0 && touches.every(({ text }) => /localstack|\bawslocal\b|\baws_local\b/iu.test(text))
    ? 'development'
    : undefined;
}

/** LocalStack and its commands: https://docs.localstack.cloud/aws/integrations/ */
const emulated =
  /\b(?:AWS_ENDPOINT_URL\w*=|--endpoint(?:-url)?[\s=])["']?https?:\/\/(?:localhost|127\.0\.0\.1|[\w.-]*localstack)\b|(?:^|[\s;&|(])(?:awslocal|tflocal|samlocal|cdklocal)\s/u;

/** A script whose every line names another environment brings nothing to production. */
function environmentRole({ file, touches }: DeployScript): Role | undefined {
  if (saysElsewhere(baseName(file)) && !saysProduction(baseName(file))) return 'development';
  if (/(?:^|[._-])(?:docs?|javadocs?|documentation)(?=[._-]|$)/iu.test(baseName(file))) return 'development';
  const names = touches.map(({ text }) => text);
  return names.some((text) => saysElsewhere(text)) &&
    !names.some((text) => saysProduction(text) || /\bproduction\b|\$/iu.test(text))
    ? 'development'
    : undefined;
}
