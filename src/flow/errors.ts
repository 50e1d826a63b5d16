/** What a person did wrong or must do next, in one sentence. Anything else that is thrown is a bug. */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';
  /** `input`: the person can mend what they gave; `environment`: the machine or the repository cannot serve it. */
  readonly kind: 'input' | 'environment';

  constructor(kind: 'input' | 'environment', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export function badInput(message: string): UserFacingError {
  return new UserFacingError('input', message);
}

export function environmentFailed(message: string, cause?: unknown): UserFacingError {
  return new UserFacingError('environment', message, { cause });
}
