import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { folderOf, inFolder, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { onlyOne } from '../namedIn';
import { unitOf } from '../unitOf';

export const capistranoSchema = z.object({
  /** `config/deploy.rb`. */
  file: z.string(),
  line: z.number(),
  folder: z.string(),
  application: z.optional(z.string()),
  deployTo: z.optional(z.string()),
  repository: z.optional(z.string()),
  /** Names of the files in `config/deploy/`; of those in folders there, joined by colons. */
  stages: z.array(z.string()),
  /** `user@host` of the first server of the production stage. */
  host: z.optional(z.string()),
  /** Where ssh listens there, when not on port 22. */
  port: z.optional(z.number()),
  /** The variable that chooses what is deployed. */
  branchVariable: z.optional(z.string()),
  /** The branch that is deployed otherwise. */
  branch: z.optional(z.string()),
  bundled: z.boolean(),
});

export type CapistranoApplication = DeepReadonly<z.infer<typeof capistranoSchema>>;

/** The application of one `config/deploy.rb` of Capistrano 3 (https://capistranorb.com/documentation/getting-started/configuration/). */
export function capistranoTarget(files: WorkspaceFiles, units: readonly Unit[], file: string): PlatformTarget {
  const text = files.text(file) ?? '';
  const folder = folderOf(folderOf(file));
  const set = (key: string): string | undefined => literal(text, key);
  const application = set('application');
  const stageFolder = `${inFolder(folder, 'config/deploy')}/`;
  const stageFiles = files.paths.filter((path) => path.startsWith(stageFolder) && path.endsWith('.rb'));
  // A file that folders of the same name hold stages for is read before each of them (https://github.com/railsware/capistrano-multiconfig).
  const stages = stageFiles
    .map((path) => path.slice(stageFolder.length).replace(/\.rb$/u, '').replaceAll('/', ':'))
    .filter((name, _, all) => /^[\w:-]+$/u.test(name) && !all.some((each) => each.startsWith(`${name}:`)));
  const production = productionStage(stages);
  const stageText =
    production === undefined ? '' : (files.text(`${stageFolder}${production.replaceAll(':', '/')}.rb`) ?? '');
  const isSet = (key: string): boolean =>
    new RegExp(`^\\s*(?:set|set_if_empty|ask)[\\s(]+:${key}\\b`, 'mu').test(`${stageText}\n${text}`);
  const deployTo =
    literal(stageText, 'deploy_to') ??
    set('deploy_to') ??
    // Capistrano's own default; what the environment or code decides is not it.
    (application === undefined || isSet('deploy_to') ? undefined : `/var/www/${application}`);
  // `ask` is answered by whoever deploys.
  const branchLine = `${stageText}\n${text}`
    .split('\n')
    .find((line) => /^\s*(?:set|set_if_empty|ask)[\s(]+:branch\b/u.test(line));
  // A variable of another name, such as that of an environment, stands for more than what is deployed.
  const branchVariable =
    /ENV(?:\.fetch)?[[(]["']((?:\w*_)?(?:BRANCH|REV|REVISION|REF|TAG|COMMIT|SHA|VERSION|RELEASE)(?:_\w*)?)["']/iu.exec(
      branchLine ?? '',
    )?.[1];
  // Where code decides between a branch and a question to whoever deploys, it is the question that a person meets.
  const isAsked = !/^\s*set[\s(]+:branch\b/mu.test(stageText) && /^\s*ask[\s(]+:branch\b/mu.test(text);
  const branch = isAsked
    ? undefined
    : (literal(stageText, 'branch') ?? set('branch') ?? (branchLine === undefined ? 'master' : undefined));
  const line = text.split('\n').findIndex((each) => /^\s*set[\s(]+:application\b/u.test(each)) + 1 || 1;
  const repository = set('repo_url');
  const { host, port } = hostOf(stageText);
  const details: CapistranoApplication = {
    file,
    line,
    folder,
    ...(application === undefined ? {} : { application }),
    ...(deployTo === undefined ? {} : { deployTo }),
    ...(repository === undefined ? {} : { repository }),
    stages,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined || port === 22 ? {} : { port }),
    ...(branchVariable === undefined ? {} : { branchVariable }),
    ...(branch === undefined || branchVariable !== undefined ? {} : { branch }),
    bundled: files.has(inFolder(folder, 'Gemfile')),
  };
  return { id: file, name: application ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}

/** The stage that is called production, else the only one whose name says so: `production_primary` is a part of it. */
export function productionStage(stages: readonly string[]): string | undefined {
  const named = stages.filter((name) => saysProduction(name.replaceAll(':', '/')));
  return onlyOne(named.filter((name) => /(?:^|:)[a-z]+$/u.test(name))) ?? onlyOne(named);
}

/** `set :name, "text"`, without Ruby in the text; what is computed stays unknown. */
function literal(text: string, key: string): string | undefined {
  const found = new RegExp(
    `^\\s*set[\\s(]+:${key}\\s*,\\s*(?:"([^"#]+)"|'([^']+)'|:(\\w+))\\s*\\)?\\s*(?:#.*)?$`,
    'mu',
  ).exec(text);
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value !== undefined && /^[\w@:/.+~-]+$/u.test(value) ? value : undefined;
}

/** `server "host", user: "deploy"` or `role :app, %w{deploy@host}`; https://capistranorb.com/documentation/getting-started/preparing-your-application/. */
function hostOf(text: string): { readonly host?: string; readonly port?: number } {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const server = /^\s*server[\s(]+["']([\w.@-]+)["'](.*)$/u.exec(line);
    if (server !== null) {
      const [, name = '', first = ''] = server;
      const options = statementFrom(lines, index, first);
      const user = /\buser:\s*["']([\w-]+)["']/u.exec(options)?.[1] ?? literal(text, 'user');
      const host = name.includes('@') || user === undefined ? name : `${user}@${name}`;
      const port = /\bport:\s*["']?(\d{1,5})\b/u.exec(options)?.[1];
      return port === undefined ? { host } : { host, port: Number(port) };
    }
    const role = /^\s*role[\s(]+:app\s*,\s*(?:%w[{[(]\s*|\[?\s*["'])([\w.@-]+)/u.exec(line)?.[1];
    if (role !== undefined) return { host: role };
  }
  return {};
}

/** A Ruby statement that goes on while a line ends with a comma or an open bracket. */
function statementFrom(lines: readonly string[], index: number, first: string): string {
  let said = first;
  for (let next = index + 1; /[,{(]\s*$/u.test(said) && next < lines.length; next++) said += `\n${lines[next] ?? ''}`;
  return said;
}
