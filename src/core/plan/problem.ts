import type { JsonPath } from './readPlan';
import type { Span } from './textSpan';

/** Something in a plan, or beside it, that a person must look at. Errors block the checkpoint. */
export interface Problem {
  /** Stable id of the rule, e.g. `open-blank`. */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** One sentence that says what is wrong and what to do. */
  readonly message: string;
  /** Where in the plan; the empty path when it concerns the plan as a whole. */
  readonly path: JsonPath;
  /** Which characters of the text at `path`, where not all of them. */
  readonly span?: Span;
  /** The file the problem is in; absent for the plan itself. */
  readonly file?: string;
  readonly line?: number;
}
