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

describe('settings that the release withdraws', () => {
  const gone = (compose: string) =>
    risksIn({
      base: { 'src/a.ts': 'run(process.env.PAY_URL);\n', 'compose.yaml': `${compose}      PAY_URL: x\n` },
      head: { 'src/a.ts': 'run();\n', 'compose.yaml': compose },
    }).filter((risk) => risk.startsWith('withdrawn-setting'));

  it('are missed where the Compose file serves users, and not where it is for developers', () => {
    const file = (more: string) =>
      `services:\n  web:\n    build: .\n    restart: always\n${more}    environment:\n      PAY_KEY: x\n`;
    expect(gone(file(''))).toEqual(['withdrawn-setting compose.yaml']);
    expect(gone(file('    volumes: [".:/app"]\n').replace('    restart: always\n', ''))).toEqual([]);
  });
});
