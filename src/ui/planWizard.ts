import * as vscode from 'vscode';
import type { DeploymentRequest } from '../flow/planDeployment';
import type { RequestSuggestion } from '../flow/suggestRequest';
import { askPick, askText, type StepAnswer, type StepPlace } from './quickInput';

/** What the wizard asks the program while it asks the person. */
export interface WizardHelp {
  readonly suggest: (folder: string) => Promise<RequestSuggestion>;
  /** Why a name is no commit; undefined when it is one. */
  readonly rejectCommit: (folder: string, name: string) => Promise<string | undefined>;
  readonly rejectFeature: (feature: string) => string | undefined;
  /** Deployable units of the release, as id and name. */
  readonly units: (folder: string, base: string) => Promise<readonly { readonly id: string; readonly name: string }[]>;
}

type Answers = Record<'feature' | 'base' | 'unit' | 'owner' | 'ticket', string | undefined>;

/** A question, given what was answered so far. `skip`: it does not apply. */
type Step = (place: StepPlace, answers: Answers) => Promise<StepAnswer<string | undefined> | 'skip'>;

/** Asks for a plan's request, prefilled, with a way back. Escape at any step returns undefined and leaves nothing. */
export async function askPlanRequest(help: WizardHelp): Promise<DeploymentRequest | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [only, ...more] = folders;
  if (only === undefined) return undefined;
  if (more.length === 0) return toRequest(await askAbout(help, only.uri.fsPath, 0));
  for (;;) {
    const folder = await askFolder(folders);
    if (folder === undefined) return undefined;
    const answer = await askAbout(help, folder, 1);
    if (answer?.kind !== 'back') return toRequest(answer);
  }
}

function toRequest(answer: StepAnswer<DeploymentRequest>): DeploymentRequest | undefined {
  return answer?.kind === 'next' ? answer.value : undefined;
}

/** Asks about one folder. `before`: how many steps came before these; with one, the first of these has a way back too. */
async function askAbout(help: WizardHelp, folder: string, before: number): Promise<StepAnswer<DeploymentRequest>> {
  const suggestion = await help.suggest(folder);
  const answers: Answers = {
    feature: undefined,
    base: undefined,
    unit: undefined,
    owner: undefined,
    ticket: undefined,
  };
  const steps: readonly (readonly [keyof Answers, Step])[] = [
    ['feature', featureStep(help, suggestion)],
    ['base', baseStep(help, folder, suggestion)],
    ['unit', unitStep(help, folder)],
    ['owner', textStep(vscode.l10n.t('Who owns this deployment?'), suggestion.owner, 'owner')],
    ['ticket', textStep(vscode.l10n.t('Ticket (optional)'), suggestion.ticket, 'ticket')],
  ];
  // Whether there are several parts to choose from is known only when that step is reached.
  let hasUnits = false;
  let index = 0;
  let direction: 1 | -1 = 1;
  for (let entry = steps[index]; entry !== undefined; entry = steps[index]) {
    const [key, step] = entry;
    const counted = steps.filter(([each]) => each !== 'unit' || hasUnits || key === 'unit');
    const place = placeOf(before + counted.indexOf(entry) + 1, before + counted.length);
    const answer = await step(place, answers);
    if (answer === undefined) return undefined;
    if (key === 'unit') hasUnits = answer !== 'skip';
    if (answer !== 'skip') {
      direction = answer.kind === 'back' ? -1 : 1;
      if (answer.kind === 'next') answers[key] = answer.value;
    }
    index += direction;
    if (index < 0) return { kind: 'back' };
  }
  return { kind: 'next', value: { folder, ...answers, feature: answers.feature ?? '' } };
}

function placeOf(step: number, totalSteps: number): StepPlace {
  return { title: vscode.l10n.t('Plan Deployment'), step, totalSteps };
}

async function askFolder(folders: readonly vscode.WorkspaceFolder[]): Promise<string | undefined> {
  const items = folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, path: uri.fsPath }));
  const answer = await askPick(placeOf(1, 5), vscode.l10n.t('Which folder is deployed?'), items);
  return answer?.kind === 'next' ? answer.value.path : undefined;
}

function featureStep(help: WizardHelp, suggestion: RequestSuggestion): Step {
  return (place, answers) =>
    askText(place, {
      prompt: vscode.l10n.t('Which feature is being deployed?'),
      placeholder: vscode.l10n.t('User authentication'),
      value: answers.feature ?? suggestion.feature,
      reject: help.rejectFeature,
    });
}

function baseStep(help: WizardHelp, folder: string, suggestion: RequestSuggestion): Step {
  return async (place, answers) => {
    type BaseItem = vscode.QuickPickItem & { readonly base: string | undefined };
    const { base, commits, releaseTags } = suggestion;
    const other: BaseItem = {
      label: vscode.l10n.t('Another revision…'),
      iconPath: new vscode.ThemeIcon('edit'),
      base: undefined,
    };
    const items: BaseItem[] = [
      ...(base === undefined
        ? []
        : [
            {
              label: base.name,
              description:
                base.why === 'release tag'
                  ? vscode.l10n.t('last release tag, {0} commits', commits)
                  : vscode.l10n.t('where this branch left it, {0} commits', commits),
              iconPath: new vscode.ThemeIcon('tag'),
              base: base.why === 'release tag' ? base.name : base.commit,
            },
          ]),
      ...releaseTags
        .filter((tag) => tag !== base?.name)
        .slice(0, 20)
        .map((tag) => ({
          label: tag,
          description: vscode.l10n.t('release tag'),
          iconPath: new vscode.ThemeIcon('tag'),
          base: tag,
        })),
      {
        label: vscode.l10n.t('Nothing: only a flag changes'),
        description: vscode.l10n.t('empty range'),
        iconPath: new vscode.ThemeIcon('circle-slash'),
        base: suggestion.head,
      },
      other,
    ];
    for (;;) {
      const picked = await askPick(place, vscode.l10n.t('What is live now? The release begins after it.'), items);
      if (picked?.kind !== 'next') return picked;
      if (picked.value.base !== undefined) return { kind: 'next', value: picked.value.base };
      const typed = await askRevision(help, folder, place, answers.base ?? '');
      if (typed?.kind !== 'back') return typed;
    }
  };
}

async function askRevision(
  help: WizardHelp,
  folder: string,
  place: StepPlace,
  value: string,
): Promise<StepAnswer<string>> {
  let typed = value;
  let complaint: string | undefined;
  for (;;) {
    const answer = await askText(place, {
      prompt: vscode.l10n.t('Tag, branch or commit that is live now'),
      value: typed,
      complaint,
      reject: (text) => (text.trim() === '' ? vscode.l10n.t('Name a tag, branch or commit.') : undefined),
    });
    if (answer?.kind !== 'next') return answer;
    typed = answer.value.trim();
    complaint = await help.rejectCommit(folder, typed);
    if (complaint === undefined) return { kind: 'next', value: typed };
  }
}

function unitStep(help: WizardHelp, folder: string): Step {
  return async (place, answers) => {
    const units = await help.units(folder, answers.base ?? 'HEAD');
    if (units.length < 2) return 'skip';
    const items = units.map(({ id, name }) => ({ label: name, description: id, id }));
    const picked = await askPick(place, vscode.l10n.t('Which part of the repository is deployed?'), items);
    return picked?.kind === 'next' ? { kind: 'next', value: picked.value.id } : picked;
  };
}

function textStep(prompt: string, suggested: string, key: 'owner' | 'ticket'): Step {
  return (place, answers) => askText(place, { prompt, value: answers[key] ?? suggested, reject: () => undefined });
}
