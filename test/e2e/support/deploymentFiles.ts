import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { ROOT } from '../../host/embedded.mjs';
import { ISOLATED_GIT, cleanEnvironment } from '../../host/processes.mjs';

/** What tests read and change of a plan. */
export interface PlanText {
  readonly release: { readonly head: { readonly commit: string } };
  readonly blanks: { value: string | null }[];
  readonly risks: { disposition: object }[];
  readonly checks: { id: string; kind: string; run?: string; required: boolean }[];
  readonly stages: { readonly kind: string; readonly soak: { seconds: number } }[];
}

export type Ending = '.deployment-plan.json' | '.deployment-log.jsonl' | '.md';

/** The three files of the only deployment in a folder, as the command line, a person and other programs meet them. */
export class DeploymentFiles {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#env = env;
  }

  async path(ending: Ending): Promise<string> {
    const home = path.join(this.#folder, 'thoughts/shared/deployment-runbooks');
    const name = (await readdir(home)).find((candidate) => candidate.endsWith(ending));
    if (name === undefined) throw new Error(`No file that ends in ${ending}.`);
    return path.join(home, name);
  }

  async read(ending: Ending): Promise<string> {
    return readFile(await this.path(ending), 'utf8');
  }

  async edit(ending: Ending, change: (text: string) => string): Promise<void> {
    await writeFile(await this.path(ending), change(await this.read(ending)));
  }

  async plan(): Promise<PlanText> {
    return JSON.parse(await this.read('.deployment-plan.json')) as PlanText;
  }

  async editPlan(change: (plan: PlanText) => void): Promise<void> {
    const plan = await this.plan();
    change(plan);
    await writeFile(await this.path('.deployment-plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  }

  /** Answers and decides what a person would, and leaves to the program what it can check by itself. */
  async settle(): Promise<void> {
    await this.editPlan((plan) => {
      for (const blank of plan.blanks) blank.value ??= 'shop-production';
      for (const risk of plan.risks) risk.disposition = { kind: 'accepted', by: 'Ada Park', reason: 'Known.' };
      for (const check of plan.checks) {
        if (check.kind === 'attested') check.required = false;
        if (check.id === 'tests') check.run = 'git --version';
      }
    });
  }

  /** Writes the runbook and runs the checks: what is settled can be approved then. */
  async makeReady(): Promise<void> {
    const plan = await this.path('.deployment-plan.json');
    await this.run('render', plan, '--write');
    await this.run('check', plan);
  }

  /** Runs the `cc10x` command, which must succeed. */
  async run(...args: readonly string[]): Promise<void> {
    const { exitCode, output } = await this.cli(...args);
    if (exitCode !== 0) throw new Error(`cc10x ${args.join(' ')} ended with ${String(exitCode)}: ${output}`);
  }

  /** Runs the `cc10x` command; its output and exit code, whatever that is. */
  async cli(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
    const env = { ...cleanEnvironment(), ...ISOLATED_GIT, ...this.#env };
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [path.join(ROOT, 'dist/cli.js'), ...args],
        { cwd: this.#folder, env },
        (error, output) => {
          if (error === null) resolve({ exitCode: 0, output });
          else if (typeof error.code === 'number') resolve({ exitCode: error.code, output });
          else reject(new Error(error.message, { cause: error }));
        },
      );
    });
  }
}
