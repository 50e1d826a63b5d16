import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { textAt, valueAt } from '../looseValue';
import { baseName, folderOf, isForeign } from '../paths';
import type { Role } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { chosenTarget } from './chosenTarget';
import { netlifySchema, netlifyTarget, sitesOf, unknownNetlifySite } from './netlify/describe';
import { netlifySpeech } from './netlify/speech';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** Netlify by its configuration or a pipeline that deploys with its client. */
export const netlify: Platform = {
  id: 'netlify',
  reads: (path) => isNetlifyConfig(path),
  detect: (files, units) => {
    const configs = files.loaded.flatMap((file): readonly RoledEvidence[] => {
      if (!isNetlifyConfig(file)) return [];
      const config = files.toml(file);
      if (config === undefined) return [];
      const key = ['build', 'context', 'redirects', 'headers'].find(
        (each) => valueAt(config.value, each) !== undefined,
      );
      if (key === undefined) return [];
      return [{ role: configRole(file) ?? siteRole(files, file), evidence: evidenceAt(file, config.lineOf([key])) }];
    });
    const lines = commandProofs(files, deployCommands.netlify);
    const targets = configs
      .filter(({ role }) => role === undefined)
      .map(({ evidence }) => netlifyTarget(files, units, evidence.file, lines));
    return withTargets(findingsByRole('netlify', [...configs, ...lines]), () => targets, {
      ...unknownNetlifySite,
      sites: sitesOf(lines),
    });
  },
  speak: (finding, unit, request) => {
    const { details } = chosenTarget(finding, unit, request.profile.platform?.['config'], netlifySchema);
    return netlifySpeech(details ?? unknownNetlifySite, finding, request);
  },
};

function isNetlifyConfig(path: string): boolean {
  return baseName(path) === 'netlify.toml' && !isForeign(path);
}

const manual =
  /^(?:\.\/)?(?:.*\/)?(?:docs?|documentation|website|site|book|mkdocs|storybook-static|storybook)(?:\/|$)/iu;

/** A site that is built from the documentation of something else is no deployment of it. */
function siteRole(files: WorkspaceFiles, file: string): Role | undefined {
  const value = files.toml(file)?.value;
  const folder = textAt(value, 'build', 'base') ?? textAt(value, 'build', 'publish');
  const command = textAt(value, 'build', 'command') ?? '';
  const builds =
    /\b(?:mkdocs|mdbook|sphinx-build|docusaurus|docs:build|build:docs|build-docs|build-storybook|typedoc|antora)\b|\b(?:cd|--prefix|-C)\s+(?:\.\/)?(?:docs?|website|documentation)\b/u;
  const isManual = (folder !== undefined && manual.test(folder)) || builds.test(command);
  return isManual && hasProgram(files, folderOf(file), folder) ? 'example' : undefined;
}

/** Whether there is anything beside the site itself. */
function hasProgram(files: WorkspaceFiles, root: string, site: string | undefined): boolean {
  const prefix = root === '.' ? '' : `${root}/`;
  const manifests = [
    'go.mod',
    'Cargo.toml',
    'pyproject.toml',
    'setup.py',
    'pom.xml',
    'Gemfile',
    'package.json',
    'build.gradle',
  ];
  const siteFolder = site?.replace(/^\.?\//u, '');
  if (siteFolder === undefined || siteFolder === '') return false;
  return (
    manifests.some((name) => files.has(prefix + name)) ||
    files.paths.some((path) => /^(?:src|cmd|pkg|lib|packages|internal)\//u.test(path.slice(prefix.length)))
  );
}
