import { evidenceAt } from '../detector';
import { entriesAt, listAt, textAt, textsAt, valueAt } from '../looseValue';
import { baseName, folderOf, inFolder, isForeign, saysElsewhere } from '../paths';
import type { Evidence, OtherPlatform, Role } from '../schema';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { aptible } from './aptible';
import { azureKinds } from './azureKinds';
import { configRole, manifestRole } from './configRole';
import { googleCloudDeploy } from './cloudDeploy';
import { deployCommands } from './deployCommands';
import { commandProofs, type LinePatterns } from './deployLines';
import { deployer } from './deployer';
import { fabric } from './fabric';
import { lastResortKinds } from './lastResortKinds';
import { mina } from './mina';
import { namedIn, realNames } from './namedIn';
import { pipelineKinds } from './pipelineKinds';
import { parseProcfile } from './procfile';

/** A platform that plans only mention: nothing of its commands is known here, and it has no id. */
export interface OtherKind {
  readonly name: string;
  /** Whether the platform's own file has this path. */
  readonly file?: RegExp;
  /** What the file says; undefined when it only looks like the platform's. */
  readonly read?: (files: WorkspaceFiles, file: string) => Declared | undefined;
  /** The role that the place of the file gives it, where `configRole` says too much. */
  readonly roleOf?: (file: string) => Role | undefined;
  /** Lines of pipelines and scripts that deploy there. `mention` is asked of the whole file first. */
  readonly lines?: Lines;
  /** What the names are names of, in the plural. */
  readonly things: string;
}

interface Declared {
  readonly line: number | undefined;
  readonly names: readonly string[];
}

interface Lines extends LinePatterns {
  /** Group 1 is the name of what is deployed. */
  readonly names?: readonly RegExp[];
  readonly inputs?: readonly string[];
}

/** Platforms without an id of their own, with the official description of what is read. A new one is one entry. */
const kinds: readonly OtherKind[] = [
  {
    // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/eb-cli3-configuration.html
    name: 'AWS Elastic Beanstalk',
    file: /(?:^|\/)(?:\.elasticbeanstalk\/config\.ya?ml|\.ebextensions\/[^/]+\.config|Dockerrun\.aws\.json)$/u,
    read: (files, file) => {
      if (file.endsWith('.config')) return { line: 1, names: [] };
      if (file.endsWith('.json')) {
        const key = ['AWSEBDockerrunVersion'];
        const line = files.json(file)?.lineOf(key);
        return line === undefined ? undefined : { line, names: [] };
      }
      const [document] = files.yaml(file) ?? [];
      const key = entriesAt(document?.value, 'branch-defaults').length > 0 ? 'branch-defaults' : 'global';
      const environments = entriesAt(document?.value, 'branch-defaults').flatMap(
        ([, branch]) => textAt(branch, 'environment') ?? [],
      );
      const line = document?.lineOf([key]);
      return line === undefined ? undefined : { line, names: environments };
    },
    lines: {
      ...deployCommands.elasticBeanstalk,
      names: [/(?:^|\s)eb\s+deploy\s+([\w-]+)/u, /--environment-name[= ]["']?([\w-]+)/u],
      inputs: ['environment_name'],
    },
    things: 'environments',
  },
  {
    // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html; those of ECS and Lambda have `Resources`.
    name: 'AWS CodeDeploy',
    file: /(?:^|\/)appspec\.ya?ml$/u,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const key = ['files', 'hooks'].find((each) => valueAt(document?.value, each) !== undefined);
      return key === undefined || textAt(document?.value, 'os') === undefined
        ? undefined
        : { line: document?.lineOf(['os']), names: [] };
    },
    lines: {
      ...deployCommands.codeDeploy,
      names: [/--application-name[= ]["']?([\w.-]+)/u],
      inputs: ['application', 'application-name', 'codedeploy_name'],
    },
    things: 'applications',
  },
  {
    // https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html
    name: 'Cloud Foundry',
    file: /(?:^|\/)(?:cf[\w.-]*|[\w.-]*manifest[\w.-]*)\.ya?ml$/u,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const applications = listAt(document?.value, 'applications');
      if (!applications.some((each) => cloudFoundryKeys.some((key) => valueAt(each, key) !== undefined)))
        return undefined;
      return {
        line: document?.lineOf(['applications']),
        names: applications.flatMap((each) => textAt(each, 'name') ?? []),
      };
    },
    lines: {
      ...deployCommands.cloudFoundry,
      names: [
        /(?:^|\s)cf7?\s+(?:zero-downtime-)?push\s+["']?(?!(?:to|and|with|for|from|in|of|the|is|was|again|before|after)\b)([A-Za-z][\w-]*)/u,
      ],
    },
    things: 'apps',
  },
  {
    // https://docs.okd.io/latest/openshift_images/using-templates.html; a ClowdApp makes Deployments.
    name: 'OpenShift',
    file: /(?:^|\/)(?:\.?openshift|deploy(?:ment)?|templates?)\/[\w./-]+\.ya?ml$|(?:openshift|template|clowdapp)[\w.-]*\.ya?ml$/iu,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const runs = listAt(document?.value, 'objects').some((each) =>
        /^(?:Deployment(?:Config)?|StatefulSet|ClowdApp)$/u.test(textAt(each, 'kind') ?? ''),
      );
      if (!runs || textAt(document?.value, 'kind') !== 'Template') return undefined;
      const name = textAt(document?.value, 'metadata', 'name');
      return { line: document?.lineOf(['kind']), names: name === undefined ? [] : [name] };
    },
    roleOf: manifestRole,
    // https://docs.okd.io/latest/cli_reference/openshift_cli/developer-cli-commands.html
    lines: deployCommands.openShift,
    things: 'templates',
  },
  {
    // https://render.com/docs/blueprint-spec
    name: 'Render',
    file: /(?:^|\/)render\.ya?ml$/u,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const environments = listAt(document?.value, 'projects').flatMap((each) => listAt(each, 'environments'));
      const services = [document?.value, ...environments]
        .flatMap((each) => listAt(each, 'services'))
        .filter((each) => textAt(each, 'type') !== undefined);
      if (services.length === 0) return undefined;
      const line = document?.lineOf(['services']) ?? document?.lineOf(['projects']);
      return { line, names: services.flatMap((each) => textAt(each, 'name') ?? []) };
    },
    things: 'services',
  },
  {
    // https://doc.scalingo.com/platform/app/postdeploy-hook
    name: 'Scalingo',
    file: /(?:^|\/)(?:scalingo\.json|Procfile)$/u,
    read: (files, file) => {
      if (file.endsWith('.json')) return { line: 1, names: [] };
      const hook = parseProcfile(files.text(file) ?? '').find(({ type }) => type === 'postdeploy');
      return hook === undefined ? undefined : { line: hook.line, names: [] };
    },
    lines: {
      ...deployCommands.scalingo,
      names: [/(?:^|\s)(?:--app|-a)[=\s]["']?([a-z][\w-]*)/u, /\bscalingo\.com:([a-z][\w-]*?)(?:\.git)?(?=\s|$)/u],
      inputs: ['app-name', 'app_name'],
    },
    things: 'apps',
  },
  {
    // https://docs.railway.com/reference/config-as-code
    name: 'Railway',
    file: /(?:^|\/)railway\.(?:toml|json)$/u,
    read: (files, file) => {
      const config = file.endsWith('.toml') ? files.toml(file) : files.json(file);
      const key = ['deploy', 'build'].find((each) => valueAt(config?.value, each) !== undefined);
      return key === undefined ? undefined : { line: config?.lineOf([key]), names: [] };
    },
    lines: deployCommands.railway,
    things: 'services',
  },
  {
    // https://firebase.google.com/docs/cli#the_firebasejson_file; rules and indexes alone run nothing.
    name: 'Firebase',
    file: /(?:^|\/)(?:firebase\.json|\.firebaserc)$/u,
    read: (files, file) => {
      if (!file.endsWith('firebase.json')) return undefined;
      const config = files.json(file);
      const key = ['hosting', 'functions', 'apphosting'].find((each) => valueAt(config?.value, each) !== undefined);
      if (key === undefined) return undefined;
      const projects = textsAt(files.json(inFolder(folderOf(file), '.firebaserc'))?.value, 'projects');
      return { line: config?.lineOf([key]), names: Object.values(projects) };
    },
    lines: {
      ...deployCommands.firebase,
      // The command line names aliases as well as projects.
      inputs: ['projectId'],
    },
    things: 'projects',
  },
  {
    // https://docs.digitalocean.com/products/app-platform/reference/app-spec/
    name: 'DigitalOcean App Platform',
    file: /(?:^|\/)(?:\.do\/(?!deploy\.template)[\w.-]+|(?:app[-_.]?)?spec)\.ya?ml$/u,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const parts = ['services', 'workers', 'static_sites', 'jobs', 'functions'].flatMap((key) =>
        listAt(document?.value, key),
      );
      // A file of that name is anybody's; what a part is built of and runs on is called so only there.
      const own = ['dockerfile_path', 'environment_slug', 'instance_size_slug'];
      const isOwn = file.includes('.do/') || parts.some((part) => own.some((key) => valueAt(part, key) !== undefined));
      if (parts.length === 0 || !isOwn) return undefined;
      const name = textAt(document?.value, 'name');
      return { line: document?.lineOf(['name']) ?? 1, names: name === undefined ? [] : [name] };
    },
    lines: {
      ...deployCommands.appPlatform,
      inputs: ['app_name'],
    },
    things: 'apps',
  },
  {
    // https://dokku.com/docs/deployment/application-deployment/
    name: 'Dokku',
    file: /(?:^|\/)(?:DOKKU_SCALE|app\.json)$/u,
    read: (files, file) => {
      if (file.endsWith('DOKKU_SCALE')) return { line: 1, names: [] };
      const line = files.json(file)?.lineOf(['scripts', 'dokku']);
      return line === undefined ? undefined : { line, names: [] };
    },
    lines: {
      ...deployCommands.dokku,
      names: [/\bdokku@[^\s:]+:([\w.-]+)/u, /\bgit:from-(?:image|archive)\s+([\w.-]+)/u],
    },
    things: 'apps',
  },
  deployer,
  fabric,
  googleCloudDeploy,
  mina,
  {
    // https://cloud.google.com/sdk/gcloud/reference/functions/deploy
    name: 'Google Cloud Functions',
    lines: {
      ...deployCommands.cloudFunctions,
      names: [/\bfunctions\s+deploy\s+["']?([A-Za-z][\w-]*)/u],
      inputs: ['name'],
    },
    things: 'functions',
  },
  aptible,
  ...azureKinds,
  {
    // https://docs.aws.amazon.com/cdk/v2/guide/cli.html
    name: 'AWS CDK',
    file: /(?:^|\/)cdk\.json$/u,
    read: (files, file) => {
      const line = files.json(file)?.lineOf(['app']);
      return line === undefined ? undefined : { line, names: [] };
    },
    lines: {
      ...deployCommands.cdk,
      names: [/\bcdk\s+deploy\s+["']?([A-Za-z][\w-]*)/u],
    },
    things: 'stacks',
  },
  {
    // https://docs.aws.amazon.com/cli/latest/reference/lambda/update-function-code.html
    name: 'AWS Lambda',
    lines: {
      ...deployCommands.lambda,
      names: [/--function-name[= ]["']?([\w-]+)/u],
      inputs: ['function-name', 'function_name'],
    },
    things: 'functions',
  },
  {
    // https://github.com/guardian/actions-riff-raff; its server deploys what the action uploads.
    name: 'Riff-Raff',
    file: /(?:^|\/)riff-raff\.ya?ml$/u,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const deployments = entriesAt(document?.value, 'deployments').map(([name]) => name);
      return deployments.length === 0 ? undefined : { line: document?.lineOf(['deployments']), names: deployments };
    },
    lines: deployCommands.riffRaff,
    things: 'deployments',
  },
  {
    // https://www.clever.cloud/developers/doc/reference/common-configuration/, https://www.clever.cloud/developers/doc/cli/
    name: 'Clever Cloud',
    file: /(?:^|\/)(?:\.clever\.json|clevercloud\/[\w-]+\.json)$/u,
    read: (files, file) => {
      const config = files.json(file);
      if (!file.endsWith('.clever.json')) return config === undefined ? undefined : { line: 1, names: [] };
      const apps = listAt(config?.value, 'apps');
      return apps.length === 0
        ? undefined
        : { line: config?.lineOf(['apps']), names: apps.flatMap((app) => textAt(app, 'name') ?? []) };
    },
    lines: deployCommands.cleverCloud,
    things: 'apps',
  },
  {
    // https://developers.cloudflare.com/workers/wrangler/configuration/
    name: 'Cloudflare Workers',
    file: /(?:^|\/)wrangler\.(?:toml|jsonc?)$/u,
    read: (files, file) => {
      const config = file.endsWith('.toml') ? files.toml(file) : files.json(file);
      const name = textAt(config?.value, 'name');
      return name === undefined ? undefined : { line: config?.lineOf(['name']), names: [name] };
    },
    lines: deployCommands.cloudflareWorkers,
    things: 'workers',
  },
];

const cloudFoundryKeys = [
  'buildpack',
  'buildpacks',
  'command',
  'docker',
  'health-check-type',
  'instances',
  'memory',
  'no-route',
  'path',
  'processes',
  'random-route',
  'routes',
  'services',
  'stack',
] as const;

/** Whether the text of this path may tell of a platform without an id. Cheap: it is asked for every tracked file. */
export function readsForOtherPlatforms(path: string): boolean {
  return !isForeign(path) && [...kinds, ...pipelineKinds].some(({ file }) => file?.test(path) === true);
}

/** Platforms that nothing here speaks for, with what the repository says about them; one finding per platform. */
export const otherPlatforms = perWorkspace((files): readonly OtherPlatform[] => found(files, kinds));

/** Pipelines that deploy in a way that nothing here speaks for. */
export function otherPipelines(files: WorkspaceFiles): readonly OtherPlatform[] {
  return found(files, pipelineKinds);
}

/** What is told only where no host and no cluster is; pages beside the image of a service are written about it. */
export function platformsOfLastResort(files: WorkspaceFiles, hasImage: boolean): readonly OtherPlatform[] {
  return found(files, hasImage ? lastResortKinds.filter(({ things }) => things !== 'sites') : lastResortKinds);
}

function found(files: WorkspaceFiles, among: readonly OtherKind[]): readonly OtherPlatform[] {
  return among.flatMap((kind): readonly OtherPlatform[] => {
    const proofs = [...declaredIn(files, kind), ...deployedBy(files, kind)].filter(({ role }) => role === undefined);
    if (proofs.length === 0) return [];
    const said = [...new Set(proofs.flatMap(({ names: each }) => each))];
    // Where a name is filled in only later, the others are not all.
    const names = said.every((name) => /^[\w.-]+(?:\/[\w.-]+)*$/u.test(name)) ? realNames(said) : [];
    return [{ name: kind.name, things: kind.things, names, evidence: proofs.map(({ evidence }) => evidence) }];
  });
}

interface Found {
  readonly role: Role | undefined;
  readonly evidence: Evidence;
  readonly names: readonly string[];
}

function declaredIn(files: WorkspaceFiles, { file: pattern, read, roleOf = configRole }: OtherKind): readonly Found[] {
  if (pattern === undefined || read === undefined) return [];
  return files.loaded.flatMap((file): readonly Found[] => {
    if (!pattern.test(file) || isForeign(file)) return [];
    const declared = read(files, file);
    const role = roleOf(file) ?? (saysElsewhere(baseName(file)) ? 'development' : undefined);
    return declared === undefined ? [] : [{ role, evidence: evidenceAt(file, declared.line), names: declared.names }];
  });
}

function deployedBy(files: WorkspaceFiles, { lines }: OtherKind): readonly Found[] {
  if (lines === undefined) return [];
  return commandProofs(files, lines)
    .filter(({ job }) => !saysElsewhere(job ?? ''))
    .map((line) => ({
      role: line.role,
      evidence: line.evidence,
      names: namedIn([line], { run: lines.names ?? [], inputs: lines.inputs ?? [] }),
    }));
}
