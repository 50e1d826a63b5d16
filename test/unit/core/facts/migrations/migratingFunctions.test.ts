import { describe, expect, it } from 'vitest';
import { commandThatMigrates } from '../../../../../src/core/facts/migrations/migratingFunctions';
import { aWorkspace } from '../../../../support/aWorkspace';

describe('the functions that lead to a migration', () => {
  it('are followed no further than to the first that no command begins', () => {
    const layers = ['a', 'b', 'c'];
    const wide = Array.from({ length: 30 }, (_, index) => String(index));
    const texts: Record<string, string> = {
      'src/open.rs': 'pub async fn open() {\n    MIGRATOR.run(conn).await\n}\n',
    };
    for (const [at, layer] of layers.entries()) {
      const before = layers[at - 1];
      const below = before === undefined ? ['open'] : wide.map((index) => `step_${before}_${index}`);
      const calls = below.map((name) => `    ${name}().await;\n`).join('');
      for (const index of wide) {
        texts[`src/step_${layer}_${index}.rs`] = `pub async fn step_${layer}_${index}() {\n${calls}}\n`;
      }
    }
    const workspace = aWorkspace(texts);
    let reads = 0;
    const counted: typeof workspace = {
      ...workspace,
      has: (path) => workspace.has(path),
      text: (path) => {
        reads += 1;
        return workspace.text(path);
      },
    };
    expect(commandThatMigrates(counted, { file: 'src/open.rs', line: 2 })).toBeUndefined();
    expect(reads).toBeLessThan(Object.keys(texts).length * (layers.length + 3));
  });
});
