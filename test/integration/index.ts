import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import { LIMIT_MS } from './until';

/**
 * Called by VS Code inside the extension host. The report, and not the exit code, is the proof that the tests ran: an
 * extension host that is killed in mid-run also ends with exit code 0.
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  // VS Code is started with `--log=warn`, which drops what is printed with less.
  Mocha.reporters.Base.consoleLog = console.warn;
  const grep = process.env['CC10X_GREP'];
  const mocha = new Mocha({
    ui: 'tdd',
    color: false,
    timeout: 4 * LIMIT_MS,
    forbidOnly: process.env['CI'] !== undefined,
    ...(grep !== undefined && { grep }),
  });
  for (const file of fs.readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) {
      mocha.addFile(path.join(__dirname, file));
    }
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      const report = process.env['CC10X_REPORT'];
      if (report !== undefined) {
        fs.writeFileSync(report, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
      }
      if (failures > 0) {
        reject(new Error(`${String(failures)} integration tests failed`));
      } else {
        resolve();
      }
    });
  });
}
