import { amazonReferences } from './amazon';
import { cloudReferences } from './cloud';
import { containerReferences } from './container';
import { hostingReferences } from './hosting';
import type { CliReference } from './reference';
import { toolReferences } from './tool';

/** Every program that a command may name. */
export const references: readonly CliReference[] = [
  ...amazonReferences,
  ...cloudReferences,
  ...containerReferences,
  ...hostingReferences,
  ...toolReferences,
];
