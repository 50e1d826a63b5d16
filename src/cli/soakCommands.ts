import { type Command, type Options, text } from './command';

type Engine = typeof import('../engine');

/** `soak`: how long a stage must last to see what it is judged by. */
export function soakCommands(engine: Engine): Readonly<Record<string, Command>> {
  return {
    soak: {
      usage: 'soak --baseline P --factor K --share F --rps R [--power .8] [--control-ratio k] [--overdispersion D]',
      summary: 'Computes how many requests, and how much time, a stage needs to see a rise of the error rate.',
      values: {
        baseline: 'share of requests that fail now, above 0 and below 1',
        factor: 'the rise that must be seen, as a multiple of the baseline, above 1',
        share: 'share of the traffic on the new version, above 0 and at most 1',
        rps: 'requests per second in production, above 0',
        power: 'chance of seeing the rise when it is there (default: 0.8)',
        'control-ratio': 'requests of the old version for each of the new one (default: (1 - share) / share)',
        overdispersion: 'how much more than independent errors the real ones vary (default: 1, not at all)',
      },
      switches: {},
      takes: { least: 0, most: 0 },
      run(_positionals, options) {
        const number = numbersOf(engine, options);
        const baseline = number('baseline', undefined, (value) => value > 0 && value < 1, 'above 0 and below 1');
        const factor = number('factor', undefined, (value) => value > 1, 'above 1');
        if (baseline * factor > 1) {
          throw new engine.UserFacingError('input', '--baseline times --factor is more than every request failing.');
        }
        const share = number('share', undefined, (value) => value > 0 && value <= 1, 'above 0 and at most 1');
        const rps = number('rps', undefined, (value) => value > 0, 'above 0');
        const power = number('power', 0.8, (value) => value >= 0.5 && value <= 0.999, 'between 0.5 and 0.999');
        const overdispersion = number('overdispersion', 1, (value) => value >= 1, 'at least 1');
        const isWhole = share === 1 && text(options, 'control-ratio') === undefined;
        if (isWhole) {
          throw new engine.UserFacingError(
            'input',
            'At --share 1 no old version is left to compare with. Name a --control-ratio, as of a frozen baseline.',
          );
        }
        const controlRatio = number('control-ratio', (1 - share) / share, (value) => value > 0, 'above 0');
        const size = engine.sizeSoak({ baseline, factor, controlRatio, power });
        const samples = Math.ceil(size.samples * overdispersion);
        if (!Number.isSafeInteger(samples)) {
          throw new engine.UserFacingError('input', 'No traffic is large enough to see so small a rise.');
        }
        const seconds = Math.ceil(samples / (rps * share));
        const most = engine.mostErrors(size.samples * baseline);
        const json = {
          samples,
          seconds,
          method: size.method,
          expectedBaselineErrors: Number((samples * baseline).toPrecision(6)),
          limitErrorRate: Number((most / size.samples).toPrecision(3)),
          ...(overdispersion === 1 ? {} : { overdispersion }),
        };
        const percentOf = (value: number): string => `${String(Number((100 * value).toPrecision(3)))} %`;
        const lines = [
          `${engine.groupDigits(samples)} requests of the new version, ${engine.describeDuration(seconds)} at this traffic.`,
          `At the baseline about ${String(Math.round(samples * baseline))} of them fail. Let at most ${percentOf(json.limitErrorRate)} fail: a version that fails ${String(factor)} times as often exceeds that in ${percentOf(power)} of cases, one that is as good as before in 5 % at most.`,
          overdispersion === 1
            ? `Errors count as independent of one another. Where that was not measured, plans assume that they vary ${String(engine.ASSUMED_OVERDISPERSION)} times as much (--overdispersion ${String(engine.ASSUMED_OVERDISPERSION)}).`
            : `Errors count as varying ${String(overdispersion)} times as much as independent ones.`,
          `Method: ${size.method}. The human floor of the stage is not in it.`,
        ];
        return Promise.resolve({ exitCode: 0, json, text: `${lines.join('\n')}\n` });
      },
    },
  };
}

function numbersOf(
  engine: Engine,
  options: Options,
): (name: string, otherwise: number | undefined, holds: (value: number) => boolean, range: string) => number {
  return (name, otherwise, holds, range) => {
    const given = text(options, name);
    if (given === undefined) {
      if (otherwise !== undefined) return otherwise;
      throw new engine.UserFacingError('input', `Name --${name}: a number ${range}.`);
    }
    const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(given.trim()) ? Number(given) : Number.NaN;
    if (Number.isFinite(value) && holds(value)) return value;
    throw new engine.UserFacingError('input', `--${name} must be a number ${range}, not "${given}".`);
  };
}
