import { plannedRules } from '../core/alerts/knownStates';
import { judgeChecks } from '../core/checks/judgeChecks';
import { foldLog } from '../core/execution';
import { planDigest } from '../core/plan/digest';
import { mergeRunbook, type RunbookMerge } from '../core/runbook/mergeRunbook';
import { runbookDigest } from '../core/runbook/regions';
import { describeRunbook } from '../core/runbook/viewModel';
import { allOrNothing, type OnFailure } from './allOrNothing';
import { type Deployment, openDeployment } from './deployment';
import type { Ports } from './ports';
import { baseName, joinPath } from './paths';
import { recordEvent } from './recordEvent';
import { badInput, UserFacingError } from './errors';
import { layOutRunbook } from './workspaceTemplates';

export type IssuedRunbook =
  | { readonly kind: 'written'; readonly runbookFile: string; readonly merged: boolean }
  /** Nothing was written: a person must choose between their edits and the new text. */
  | {
      readonly kind: 'conflict';
      /** Whether what was rendered last is known: only then it is known what was edited. */
      readonly baseKnown: boolean;
      readonly runbookFile: string;
      readonly text: string;
      readonly conflicts: readonly { readonly line: number; readonly message: string }[];
    };

/**
 * What becomes of the edits of people: merged with the new rendering, and nothing is written where the two disagree;
 * given up for it; or kept wherever they disagree with it.
 */
export type Edits = 'keep' | 'replace' | 'mine';

type RunbookPorts = Pick<Ports, 'files' | 'settings' | 'git' | 'clock' | 'ids' | 'renderer' | 'sha256' | 'hideSecrets'>;

/**
 * The runbook of a plan and its log: the same plan, log and templates give the same bytes everywhere.
 * @throws UserFacingError for a mistake in the workspace's own templates.
 */
export async function renderRunbook(
  ports: Pick<Ports, 'renderer' | 'files' | 'sha256'>,
  { plan, log, folder, runbookFile }: Deployment,
): Promise<string> {
  const record = foldLog(log);
  const view = describeRunbook({
    plan,
    record,
    checks: judgeChecks(plan, record),
    alertRules: plannedRules(plan, baseName(runbookFile), ports.sha256),
  });
  return layOutRunbook(ports, folder, view);
}

/**
 * Writes the runbook beside its plan, or merges it into the one that people edited. On a conflict nothing is written.
 * @throws UserFacingError when the plan cannot be read or the folder cannot be written.
 */
export async function issueRunbook(
  ports: RunbookPorts,
  planFile: string,
  by: string,
  signal: AbortSignal,
  edits: Edits = 'keep',
): Promise<IssuedRunbook> {
  return allOrNothing((onFailure) => writeRunbook(ports, planFile, by, signal, edits, onFailure));
}

/** `issueRunbook` as one of several writes that belong together. */
export async function writeRunbook(
  ports: RunbookPorts,
  planFile: string,
  by: string,
  signal: AbortSignal,
  edits: Edits,
  onFailure: OnFailure,
): Promise<IssuedRunbook> {
  const deployment = await openDeployment(ports, planFile);
  const { runbookFile, runbook } = deployment;
  const text = await renderRunbook(ports, deployment);
  const renders = await findRenders(ports, deployment, signal);
  const merge = settle(edits, await mergeInto(ports, deployment, text, renders), text, runbook);
  if (merge.kind === 'conflict') {
    const message = 'Your edit and the plan both changed these lines.';
    const conflicts = merge.conflicts.map(({ line }) => ({ line, message }));
    return { kind: 'conflict', baseKnown: true, runbookFile, text, conflicts };
  }
  if (merge.kind === 'base-unknown') {
    const message = 'This file differs from the plan, and what was last rendered here is not known.';
    return { kind: 'conflict', baseKnown: false, runbookFile, text, conflicts: [{ line: 1, message }] };
  }
  const textDigest = `sha256:${ports.sha256(text)}`;
  if (renders !== undefined) await keepRender(ports, renderPath(renders, textDigest), text, signal, onFailure);
  if (merge.text !== runbook) {
    signal.throwIfAborted();
    const isWritten =
      runbook === undefined
        ? await ports.files.createText(runbookFile, merge.text)
        : await ports.files.replaceText(runbookFile, runbook, merge.text);
    if (!isWritten) {
      throw badInput(
        `${baseName(runbookFile)} changed while it was being written, perhaps in another window. Nothing was written: look at it and try again.`,
      );
    }
    onFailure(() =>
      runbook === undefined ? ports.files.remove(runbookFile) : ports.files.writeText(runbookFile, runbook),
    );
  }
  const last = foldLog(deployment.log).lastRender?.data;
  const data = { textDigest, planDigest: planDigest(deployment.plan, ports.sha256) };
  if (last?.textDigest !== data.textDigest || last.planDigest !== data.planDigest) {
    signal.throwIfAborted();
    await recordEvent(ports, deployment, deployment.plan.id, by, { type: 'runbook.rendered', data });
  }
  return { kind: 'written', runbookFile, merged: merge.kind === 'merged' };
}

/** The merge as the person decided about it; without a decision, as it is. */
function settle(edits: Edits, merge: RunbookMerge, text: string, runbook: string | undefined): RunbookMerge {
  if (edits === 'keep' || runbook === undefined) return merge;
  if (edits === 'replace') return { kind: 'replaced', text };
  if (merge.kind === 'conflict') return { kind: 'merged', text: merge.text };
  // Whatever differs from the new rendering is the person's.
  if (merge.kind === 'base-unknown')
    return settle(edits, mergeRunbook({ base: text, mine: runbook, theirs: text }), text, runbook);
  return merge;
}

/** Whether writing the runbook again would change what people approve of it, e.g. after an update of CC10x. */
export async function isOutdated(
  ports: Pick<Ports, 'files' | 'git' | 'renderer' | 'sha256'>,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<boolean> {
  const { runbook } = deployment;
  if (runbook === undefined) return true;
  const renders = await findRenders(ports, deployment, signal);
  const merge = await mergeInto(ports, deployment, await renderRunbook(ports, deployment), renders);
  if (merge.kind === 'conflict' || merge.kind === 'base-unknown') return false;
  return runbookDigest(merge.text, ports.sha256) !== runbookDigest(runbook, ports.sha256);
}

async function mergeInto(
  ports: Pick<Ports, 'files' | 'sha256'>,
  deployment: Deployment,
  text: string,
  renders: string | undefined,
): Promise<RunbookMerge> {
  const { runbook } = deployment;
  return runbook === undefined
    ? { kind: 'replaced', text }
    : mergeRunbook({ base: await lastRender(ports, deployment, renders), mine: runbook, theirs: text });
}

/** The text last rendered, when this clone still has it. */
async function lastRender(
  ports: Pick<Ports, 'files' | 'sha256'>,
  { log, runbook }: Deployment,
  renders: string | undefined,
): Promise<string | undefined> {
  const digest = foldLog(log).lastRender?.data.textDigest;
  // The digest becomes part of a path.
  if (digest === undefined || !/^sha256:[0-9a-f]{64}$/u.test(digest)) return undefined;
  const kept = renders === undefined ? undefined : await ports.files.readText(renderPath(renders, digest));
  if (kept !== undefined && `sha256:${ports.sha256(kept)}` === digest) return kept;
  // A fresh clone does not have it; an unedited file is the last render itself.
  return runbook !== undefined && `sha256:${ports.sha256(runbook)}` === digest ? runbook : undefined;
}

/** Keeps what is rendered as the base of the next merge. */
async function keepRender(
  ports: Pick<Ports, 'files'>,
  path: string,
  text: string,
  signal: AbortSignal,
  onFailure: OnFailure,
): Promise<void> {
  if ((await ports.files.readText(path)) === text) return;
  signal.throwIfAborted();
  await ports.files.writeText(path, text);
  onFailure(() => ports.files.remove(path));
}

/** The folder of kept renders, inside the git directory; without a repository there is nowhere to keep them. */
async function findRenders(
  ports: Pick<Ports, 'git'>,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const repository = await ports.git.open(deployment.folder, signal);
    return await repository.privatePath('cc10x/renders');
  } catch (error) {
    if (error instanceof UserFacingError) return undefined;
    throw error;
  }
}

function renderPath(renders: string, digest: string): string {
  return joinPath(renders, `${digest.replace(/^sha256:/u, '')}.md`);
}
