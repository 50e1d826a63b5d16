import { applyTextEdits, type TextEdit } from '../../src/core/plan/edit';
import { writePlan } from '../../src/core/plan/readPlan';
import type { Plan } from '../../src/core/plan/schema';
import type { PlanText } from '../../src/ui/form/planFormSession';

/** A plan's text document without an editor. */
export class MemoryPlan implements PlanText {
  uri: string;
  formerly: string | undefined;
  readonly #listeners: (() => void)[] = [];
  #text: string;
  #version = 1;
  /** Runs before the next edit is written: another hand at the same document. */
  meanwhile: (() => void) | undefined;
  isReadOnly = false;

  constructor(plan: Plan | string, uri = 'file:///shop/2025-10-27-user-auth.deployment-plan.json') {
    this.#text = typeof plan === 'string' ? plan : writePlan(plan);
    this.uri = uri;
  }

  get text(): string {
    return this.#text;
  }

  onDidChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  read(): { text: string; version: number } {
    return { text: this.#text, version: this.#version };
  }

  /** Types into the document as if it stood in a text editor. */
  type(text: string): void {
    this.#text = text;
    this.#version++;
    for (const listener of this.#listeners) listener();
  }

  /** Gives the file another name. */
  rename(uri: string): void {
    this.formerly = this.uri;
    this.uri = uri;
  }

  /** VS Code closes the document and opens it anew: it counts from 1 again. */
  reopen(text: string): void {
    this.#text = text;
    this.#version = 1;
    for (const listener of this.#listeners) listener();
  }

  async replace(version: number, edits: readonly TextEdit[]): Promise<boolean> {
    await Promise.resolve();
    const { meanwhile } = this;
    this.meanwhile = undefined;
    meanwhile?.();
    if (this.isReadOnly || version !== this.#version) return false;
    this.type(applyTextEdits(this.#text, edits));
    return true;
  }
}
