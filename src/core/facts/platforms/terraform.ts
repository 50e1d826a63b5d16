import { findingsByRole, type RoledEvidence } from '../detector';
import { baseName, folderOf, isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { commandProofs } from './deployLines';
import type { Platform } from './platform';

/**
 * Terraform and OpenTofu: configuration that names a provider or a state, or a pipeline that applies it; also by Terragrunt, whose
 * files take modules of anywhere (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/).
 */
export const terraform: Platform = {
  id: 'terraform',
  reads: (path) => isTerraform(path) || isTerragrunt(path),
  detect: (files) => {
    const all = terraformBlocks(files);
    const settings = foldersOfSettings(all);
    const blocks = all.filter(({ evidence }) => !settings.has(folderOf(evidence.file)));
    const roots = blocks.filter(({ kind }) => kind === 'provider' || kind === 'backend' || kind === 'cloud');
    const declared = blocks.filter(({ kind }) => kind === 'resource' || kind === 'module');
    const lines = commandProofs(files, {
      mention: /terraform|tofu|terragrunt/u,
      run: /(?:^|[\s;&|(])(?:terraform|tofu|terragrunt)\s+(?:.*\s)?(?:apply|run-all)\b/u,
    });
    const wrapped = terragruntModules(files);
    if (blocks.length === 0 && wrapped.length === 0) return [];
    // Resources without a provider or a state are a module for others; beside one, or applied, they are deployed.
    const proofs =
      roots.length + wrapped.length > 0
        ? [...roots, ...wrapped]
        : declared.map((proof) => (lines.length > 0 ? proof : asModule(proof)));
    return findingsByRole('terraform', [...proofs, ...lines]);
  },
};

/** Providers that set up a program of others which runs already. https://registry.terraform.io/browse/providers */
const ofSettings =
  /^(?:auth0|betteruptime|checkly|datadog|github|gitlab|grafana|keycloak|mysql|newrelic|okta|opsgenie|pagerduty|postgresql|rabbitmq|sentry|statuscake|vault)$/u;

/** The folders that name providers, and only such: what stands there runs nothing. */
function foldersOfSettings(blocks: readonly Block[]): ReadonlySet<string> {
  const providers = new Map<string, string[]>();
  for (const { kind, type, evidence } of blocks) {
    const folder = folderOf(evidence.file);
    if (kind === 'provider') providers.set(folder, [...(providers.get(folder) ?? []), type]);
    // The start of a type is its provider.
    if (kind === 'resource') providers.set(folder, [...(providers.get(folder) ?? []), type.replace(/_.*$/u, '')]);
  }
  return new Set(
    [...providers].flatMap(([folder, types]) => (types.every((type) => ofSettings.test(type)) ? [folder] : [])),
  );
}

export function isTerraform(path: string): boolean {
  return path.endsWith('.tf') && !isForeign(path);
}

function isTerragrunt(path: string): boolean {
  return baseName(path) === 'terragrunt.hcl' && !isForeign(path);
}

/** The files that name a module, themselves or by what they include. */
function terragruntModules(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.filter(isTerragrunt).flatMap((file): readonly RoledEvidence[] => {
    const lines = (files.text(file) ?? '').split('\n');
    const line = lines.findIndex((text) => /^\s*(?:terraform|include(?:\s+"[\w-]+")?)\s*\{/u.test(text));
    return line < 0 ? [] : [{ role: configRole(file), evidence: { file, line: line + 1 } }];
  });
}

interface Block extends RoledEvidence {
  readonly kind: string;
  /** The labels after the kind, e.g. the type of a resource. */
  readonly type: string;
}

/** Proofs from resources whose type matches. */
export function terraformResources(files: WorkspaceFiles, type: RegExp): readonly RoledEvidence[] {
  return terraformBlocks(files).filter((block) => block.kind === 'resource' && type.test(block.type));
}

/** The heads of blocks, read line by line: HCL's formatter puts each on a line of its own. */
function terraformBlocks(files: WorkspaceFiles): readonly Block[] {
  return files.loaded.flatMap((file) => {
    if (!isTerraform(file)) return [];
    const role = configRole(file);
    return (files.text(file) ?? '').split('\n').flatMap((line, index): readonly Block[] => {
      const [, kind, type] =
        /^\s*(provider|backend|cloud|resource|module)\b\s*(?:"([\w-]+)"\s*)?(?:"[\w-]+"\s*)?\{/u.exec(line) ?? [];
      return kind === undefined ? [] : [{ kind, type: type ?? '', role, evidence: { file, line: index + 1 } }];
    });
  });
}

function asModule(proof: Block): Block {
  return { ...proof, role: proof.role ?? 'example' };
}
