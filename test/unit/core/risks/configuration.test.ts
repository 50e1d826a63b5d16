import { describe, expect, it } from 'vitest';
import { risksIn } from '../../../support/aRiskyRelease';

const settings = (field: string): string =>
  `from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    ${field}\n\nsettings = Settings()\n`;

describe('a settings class of pydantic', () => {
  it.each([
    ['PAY_KEY: str', ['unset-environment-key app/config.py:4']],
    ['PAY_KEY: str = Field(...)', ['unset-environment-key app/config.py:4']],
    ['PAY_KEY: str = "none"', []],
    ['PAY_ROUNDS: int = Field(3, ge=1)', []],
  ])('needs a value for %s where it has none', (field, risks) => {
    expect(
      risksIn({ head: { 'requirements.txt': 'pydantic-settings==2.6.0\n', 'app/config.py': settings(field) } }),
    ).toEqual(risks);
  });
});
